// SPDX-License-Identifier: MIT
// node compile.mjs GENERATOR FOLDER: writes the declarations that GENERATOR prints into FOLDER, then
// compiles page.ts, which must work, and wrong.ts, which must fail in each line that says so.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import ts from 'typescript';

const [generator, folder] = process.argv.slice(2);
const declarations = join(folder, 'events.d.ts');
mkdirSync(folder, { recursive: true });
writeFileSync(declarations, execFileSync(generator));

const options = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
    module: ts.ModuleKind.ES2022,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    types: [],
    paths: { events: [declarations] },
};

/** What the compiler says about a file of this folder and what it includes, line by line. */
function complaints_about(name) {
    const path = fileURLToPath(new URL(name, import.meta.url));
    return ts.getPreEmitDiagnostics(ts.createProgram([path], options)).map((diagnostic) => {
        const { file, start, messageText } = diagnostic;
        const text = ts.flattenDiagnosticMessageText(messageText, ' ');
        const line = file === undefined ? 0 : ts.getLineAndCharacterOfPosition(file, start).line + 1;
        return { file: file?.fileName ?? name, line, text };
    });
}

const failures = complaints_about('page.ts').map(({ file, line, text }) => `${file}:${line}: ${text}`);

const found = complaints_about('wrong.ts');
readFileSync(new URL('wrong.ts', import.meta.url), 'utf8').split('\n').forEach((content, index) => {
    const here = found.filter(({ line }) => line === index + 1).map(({ text }) => text);
    const expected = /\/\/ expect: (.*)$/.exec(content)?.[1];
    if (expected === undefined ? here.length > 0 : !here.some((text) => text.includes(expected))) {
        failures.push(`wrong.ts:${index + 1}: expected ${expected}, found: ${here.join('; ') || 'nothing'}`);
    }
});
const elsewhere = found.filter(({ file }) => !file.endsWith('wrong.ts'));
failures.push(...elsewhere.map(({ file, line, text }) => `${file}:${line}: ${text}`));

console.log(failures.join('\n'));
process.exit(failures.length === 0 ? 0 : 1);
