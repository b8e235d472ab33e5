// SPDX-License-Identifier: MIT
// A header leaks no macro and no names into the files that include it.
import { code_lines, matching_lines } from '../tree.mjs';

const foreign_macro = /^\s*#\s*define\s+(?!SOCKETIOTA_)(\w+)/;
const opened_namespace = /^\s*using\s+namespace\s+([\w:]+)/;

export function check({ files }) {
    return files
        .filter((file) => file.path.endsWith('.hpp') && file.in('include', 'src'))
        .flatMap((file) => {
            const lines = code_lines(file);
            const matches = (pattern, what, remedy) =>
                matching_lines(file, lines, pattern, ([, name]) => `${what} '${name}' ${remedy}`);
            return [
                ...(lines.includes('#pragma once')
                    ? []
                    : [file.breach(1, "'#pragma once' is missing")]),
                ...matches(foreign_macro, 'macro', 'leaks: begin it with SOCKETIOTA_'),
                ...matches(opened_namespace, 'namespace', 'leaks: name what is used'),
            ];
        });
}
