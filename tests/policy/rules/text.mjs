// SPDX-License-Identifier: MIT
// What holds for each text file, whatever it says.
import { matching_lines } from '../tree.mjs';

const most_lines = 500;
const licence = /^(?:\/\/|#|<!--|\/\*) SPDX-License-Identifier: MIT(?: -->| \*\/)?$/;
// Spelled so that this file does not break its own rule.
const promises = /\b(?:TO[D]O|FIX[M]E|X[X]X|HA[C]K)\b/;
const foreign_characters = /[^\t\x20-\x7e]/;
const machine_paths = /(?:^|[\s"'`(=])(\/(?:tmp|root|home)\/)/;

export function check({ files }) {
    return files.filter((file) => file.is_text).flatMap(breaches_of);
}

function breaches_of(file) {
    const { lines } = file;
    const matches = (pattern, sentence) => matching_lines(file, lines, pattern, sentence);
    const found = matches(promises, ([word]) => `'${word}' promises work: do it or leave it`);

    if (file.is_source || file.path.endsWith('.md')) {
        found.push(...matches(foreign_characters, () => 'not printable ASCII: use an escape'));
    }
    const first = lines[0].startsWith('#!') ? 1 : 0;
    if (file.is_source && !licence.test(lines[first] ?? '')) {
        found.push(file.breach(first + 1, 'the SPDX line of the licence is missing'));
    }
    if (file.is_cpp && file.in('src', 'include', 'tools') && lines.length > most_lines) {
        const sentence = `${lines.length} lines: split the file, ${most_lines} is the limit`;
        found.push(file.breach(most_lines + 1, sentence));
    }
    if (!file.is_shell) {
        found.push(...matches(machine_paths, ([, path]) => `'${path}' is a path of one machine`));
    }
    return found;
}
