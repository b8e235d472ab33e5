// SPDX-License-Identifier: MIT
// Each #include of src/, and of what may see the public headers alone, obeys dev/layers.txt; tests of a
// folder link nothing from above it.
import { posix } from 'node:path';

import { is_outside, read_table } from '../layer_table.mjs';
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
    for (const file of files) {
        const tested = file.path.match(/^tests\/unit\/([^/]+)\/CMakeLists\.txt$/)?.[1];
        if (tested === undefined) {
            continue;
        }
        file.lines.forEach((line, index) => {
            for (const linked of line.match(/\bFOLDERS((?: \w+)*)/)?.[1].split(' ') ?? []) {
                if (lies_above(linked, tested)) {
                    const what = `tests of ${tested} link ${linked}, which lies above it`;
                    breaches.push(file.breach(index + 1, what));
                }
            }
        });
    }
    return breaches;

    function lies_above(upper, lower) {
        const below = allowed.get(upper) ?? [];
        return below.includes(lower) || below.some((each) => lies_above(each, lower));
    }

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
