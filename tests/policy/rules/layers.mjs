// SPDX-License-Identifier: MIT
// Each #include of src/, and of what may see the public headers alone, obeys dev/layers.txt.
import { posix } from 'node:path';

import { code_lines } from '../tree.mjs';

const table_path = 'dev/layers.txt';

export function check({ files, has }) {
    const table = files.find((file) => file.path === table_path);
    if (table === undefined) {
        return [`${table_path}:1: the table of layers is missing`];
    }
    const { allowed, breaches } = read_table(table);
    const folders = new Set([...allowed.keys()].filter((name) => !is_outside(name)));

    // The folder of src/ that a path lies in, or that an include spells.
    const folder_of = (path) => path.match(/^src\/([^/]+)\//)?.[1];

    for (const file of files.filter((candidate) => candidate.is_cpp)) {
        const own = folder_of(file.path);
        const row = own ?? [...allowed.keys()].find((name) => is_outside(name) && file.in(name));
        if (row === undefined) {
            continue;
        }
        if (!allowed.has(row)) {
            breaches.push(file.breach(1, `${table_path} has no row for ${row}/`));
            continue;
        }
        code_lines(file).forEach((line, index) => {
            const include = line.match(/^\s*#\s*include\s*(["<])([^">]+)[">]/);
            if (include === null) {
                return;
            }
            const target = included_folder(file, include[1], include[2]);
            if (target === undefined || target === own || allowed.get(row).includes(target)) {
                return;
            }
            const may = is_outside(row)
                ? 'sees the public headers alone'
                : `may include ${allowed.get(row).join(', ') || 'nothing but itself'}`;
            const what = `${row} includes <${include[2]}> of src/${target}`;
            breaches.push(file.breach(index + 1, `${what}, but ${may}`));
        });
    }
    return breaches;

    function included_folder(file, quote, name) {
        const beside = posix.normalize(posix.join(posix.dirname(file.path), name));
        if (quote === '"' && has(beside)) {
            return folder_of(beside);
        }
        const below_src = posix.normalize(name);
        const first = below_src.split('/')[0];
        return folders.has(first) || has(`src/${below_src}`)
            ? first
            : folder_of(beside) ?? folder_of(below_src.replace(/^(\.\.\/)+/, ''));
    }
}

// A row for a folder outside of src/ spells its path, or is one of the folders of programs.
function is_outside(name) {
    return name.includes('/') || name === 'examples' || name === 'tools';
}

function read_table(table) {
    const allowed = new Map();
    const breaches = [];
    table.lines.forEach((line, index) => {
        if (line.startsWith('#') || line === '') {
            return;
        }
        const row = line.match(/^([a-z_/]+):((?: [a-z_]+)*)$/);
        if (row === null) {
            breaches.push(table.breach(index + 1, "a row is 'folder: folder folder'"));
            return;
        }
        allowed.set(row[1], row[2].split(' ').filter(Boolean));
    });
    for (const [folder, others] of allowed) {
        for (const other of others.filter((name) => !allowed.has(name))) {
            breaches.push(table.breach(1, `${folder} may include ${other}, which has no row`));
        }
    }
    return { allowed, breaches };
}
