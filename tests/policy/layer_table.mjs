// SPDX-License-Identifier: MIT
// dev/layers.txt as the rules read it.

/** Whether a row is for a folder outside of src/: it spells its path, or is one of programs. */
export function is_outside(name) {
    return name.includes('/') || name === 'examples' || name === 'tools';
}

/** Which folders each folder may include, and what is wrong with the table itself. */
export function read_table(table) {
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
