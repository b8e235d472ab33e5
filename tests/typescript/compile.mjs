// SPDX-License-Identifier: MIT
// node compile.mjs GENERATOR FOLDER: writes the declarations that GENERATOR prints into FOLDER, then
// compiles page.ts, which must work, and wrong.ts, which must fail in each line that says so.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { complaints_about } from './compiler.mjs';

const [generator, folder] = process.argv.slice(2);
const declarations = join(folder, 'events.d.ts');
mkdirSync(folder, { recursive: true });
writeFileSync(declarations, execFileSync(generator));

const complaints = (name) =>
    complaints_about(fileURLToPath(new URL(name, import.meta.url)), { events: [declarations] });

const failures = complaints('page.ts').map(({ file, line, text }) => `${file}:${line}: ${text}`);

const found = complaints('wrong.ts');
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
