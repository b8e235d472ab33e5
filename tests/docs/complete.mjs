// SPDX-License-Identifier: MIT
// node complete.mjs FILE.md HEADER:ENUM...: the tables of a guide name each enumerator, so that a new
// one does not stay unknown to readers.
import { readFileSync } from 'node:fs';

const [guide, ...enumerations] = process.argv.slice(2);
const rows = readFileSync(guide, 'utf8').split('\n').filter((line) => line.startsWith('| `'));
const named = new Set(rows.flatMap((row) => row.split('|')[1].match(/\w+/g)));

for (const enumeration of enumerations) {
    const [header, name] = enumeration.split(':');
    const text = readFileSync(header, 'utf8').replace(/\/\/.*/g, '');
    const body = new RegExp(`enum class ${name}\\b[^{]*\\{([^}]*)\\}`).exec(text);
    const enumerators = (body?.[1] ?? '').split(',').flatMap((part) => part.match(/\w+/) ?? []);
    if (enumerators.length === 0) {
        console.log(`${header}: has no enumerators of ${name}`);
        process.exitCode = 1;
    }
    for (const missing of enumerators.filter((enumerator) => !named.has(enumerator))) {
        console.log(`${guide}: no table names ${name}::${missing}`);
        process.exitCode = 1;
    }
}
