// SPDX-License-Identifier: MIT
// Tests wait for events, not for time, and none of them is switched off.
import { code_lines, matching_lines } from '../tree.mjs';

const sleeps = /\b(?:(?:sleep_for|sleep_until|usleep|nanosleep|sleep)(?=\s*\()|Atomics\.wait)\b/;
const cpp_skips = /\bGTEST_SKIP\b|\bDISABLED_\w+/;
const script_skips =
    /\.(?:skip|todo)\b(?=\s*\()|(?<=\b(?:test|it|describe)\(.*)\b(?:skip|todo)(?=:\s*(?:true|['"`]))/;

export function check({ files }) {
    return files
        .filter((file) => file.in('tests') && !file.in('tests/policy'))
        .filter((file) => file.is_cpp || file.is_script)
        .flatMap((file) => {
            const lines = file.is_cpp ? code_lines(file) : file.lines;
            const matches = (pattern, rule) =>
                matching_lines(file, lines, pattern, ([found]) => `'${found}' ${rule}`);
            return [
                ...matches(sleeps, 'waits for time: wait for the event'),
                ...matches(file.is_cpp ? cpp_skips : script_skips, 'skips a test: a test that cannot run fails'),
            ];
        });
}
