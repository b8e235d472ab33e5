// SPDX-License-Identifier: MIT
import ts from 'typescript';

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
};

/**
 * What the TypeScript compiler says about a file and what it imports, line by line. `paths` are the
 * files or folders of modules that are not found from there.
 */
export function complaints_about(path, paths) {
    const program = ts.createProgram([path], { ...options, paths });
    return ts.getPreEmitDiagnostics(program).map((diagnostic) => {
        const { file, start, messageText } = diagnostic;
        const text = ts.flattenDiagnosticMessageText(messageText, ' ');
        const line = file === undefined ? 0 : ts.getLineAndCharacterOfPosition(file, start).line + 1;
        return { file: file?.fileName ?? path, line, text };
    });
}
