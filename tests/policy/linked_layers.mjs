// SPDX-License-Identifier: MIT
// node linked_layers.mjs NM CXXFILT LAYERS OBJECTS: the objects of a folder need symbols of their own
// folder, of those that LAYERS allows it and of nobody else in the house. An #include says which
// declarations a file sees; this says whose functions it calls, such as those of a public class.
//
// OBJECTS has a line for each folder: its name, a colon, and its object files, separated by semicolons.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

import { read_table } from './layer_table.mjs';

const [nm, cxxfilt, layers_path, objects_path] = process.argv.slice(2);
const lines_of = (path) => readFileSync(path, 'utf8').replace(/\n$/, '').split('\n');

const { allowed, breaches } = read_table({
    lines: lines_of(layers_path),
    breach: (line, sentence) => `${layers_path}:${line}: ${sentence}`,
});
const owners = new Map(); // folders that define a symbol
const needed = [];
for (const line of lines_of(objects_path)) {
    const [folder, objects] = line.split(/: */);
    if (!allowed.has(folder)) {
        breaches.push(`${layers_path} has no row for ${folder}`);
        continue;
    }
    for (const object of objects.split(';')) {
        read_symbols(folder, object);
    }
}
if (owners.size === 0 || needed.length === 0) {
    breaches.push(`${objects_path}: these objects have no symbols`);
}

for (const { folder, object, symbol } of needed) {
    const from = [...(owners.get(symbol) ?? [folder])];
    if (!from.some((owner) => owner === folder || allowed.get(folder).includes(owner))) {
        const name = execFileSync(cxxfilt, [symbol], { encoding: 'utf8' }).trim();
        const may = allowed.get(folder).join(', ') || 'nothing but itself';
        breaches.push(
            `${folder}/${basename(object)} needs ${name}, which ${from.join(' and ')} defines; ` +
                `${folder} may use ${may}`,
        );
    }
}
for (const breach of breaches.sort()) {
    console.log(breach);
}
process.exit(breaches.length === 0 ? 0 : 1);

function read_symbols(folder, object) {
    const options = ['--extern-only', '--format=posix', object];
    const output = execFileSync(nm, options, { encoding: 'utf8', maxBuffer: 2 ** 28 });
    for (const line of output.split('\n').filter(Boolean)) {
        const [symbol, type] = line.split(' ');
        // Undefined and weak is what may be missing.
        if (type === 'U') {
            needed.push({ folder, object, symbol });
        } else if (type !== 'w' && type !== 'v') {
            owners.set(symbol, (owners.get(symbol) ?? new Set()).add(folder));
        }
    }
}
