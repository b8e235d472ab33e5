// SPDX-License-Identifier: MIT
// Each row of docs/design/bounds.md names a test, and each test that it names is in the file it links to.
import { posix } from 'node:path';

const table_path = 'docs/design/bounds.md';

export function check({ files }) {
    const table = files.find((file) => file.path === table_path);
    if (table === undefined) {
        return [`${table_path}:1: the table of bounds is missing`];
    }
    const breaches = [];
    table.lines.forEach((line, index) => {
        if (!line.startsWith('|') || /^\|[-|]*\|$/.test(line) || line.startsWith('| what grows')) {
            return;
        }
        const tests = [...line.matchAll(/\[`(\w+)`\]\(([^)]+)\)/g)];
        if (tests.length === 0) {
            breaches.push(table.breach(index + 1, 'a bound without a test'));
        }
        for (const [, name, link] of tests) {
            const path = posix.join(posix.dirname(table_path), link);
            const file = files.find((candidate) => candidate.path === path);
            const pattern = new RegExp(`\\bTEST(_F|_P)?\\(\\w+,\\s+${name}\\)`);
            if (file === undefined || !pattern.test(file.content)) {
                breaches.push(table.breach(index + 1, `no test '${name}' in ${path}`));
            }
        }
    });
    return breaches;
}
