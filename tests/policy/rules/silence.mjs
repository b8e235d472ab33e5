// SPDX-License-Identifier: MIT
// The library neither prints nor ends the process: both belong to the program that uses it. This
// reads the source; silent_library.mjs reads the symbols of what was built, where std::terminate
// proves nothing, since the compiler itself calls it for noexcept. `assert` is not in a release build
// and guards against bugs of ours, never against input.
import { code_lines, matching_lines } from '../tree.mjs';

// A bare name is left to the symbols: a member function may be called abort.
const ends = /(?:\bstd|(?<!\w))::(?:abort|_?exit|_Exit|quick_exit|terminate|raise)\s*\(/;
const prints = new RegExp(
    [
        String.raw`\bstd::(?:w?cout|w?cerr|w?clog|print|println)\b`,
        String.raw`\b(?:v?f?printf|f?puts|f?putc|putchar|perror)\s*\(`,
        String.raw`<iostream>|\b(?:stdout|stderr|STDOUT_FILENO|STDERR_FILENO)\b`,
    ].join('|'),
);

// What a server's log does unless the program says otherwise (docs/design/decisions.md).
const may_print = ['src/base/standard_error_posix.cpp', 'src/base/standard_error_stdio.cpp'];

export function check({ files }) {
    return files
        .filter((file) => file.is_cpp && file.in('src', 'include') && !may_print.includes(file.path))
        .flatMap((file) => {
            const lines = code_lines(file);
            const matches = (pattern, rule) =>
                matching_lines(file, lines, pattern, ([found]) => `'${name(found)}' ${rule}`);
            return [
                ...matches(ends, 'ends the process: return an error_code'),
                ...matches(prints, 'prints: hand it to the log'),
            ];
        });
}

function name(found) {
    return found.replace(/^[;{})\s]*|\s*\($/g, '');
}
