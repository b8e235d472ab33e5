// SPDX-License-Identifier: MIT
// Each package-lock.json pins each package by its content and names no place to get it from:
// everybody uses the registry that their npm is set to.

function breaches_in(lock) {
    const breaches = [];
    for (const [path, entry] of Object.entries(JSON.parse(lock.content).packages)) {
        const line = lock.lines.findIndex((text) => text.includes(`"${path}": {`)) + 1;
        if (path === '') {
            continue;
        }
        if ('resolved' in entry) {
            const remedy = 'install with the options of .npmrc';
            breaches.push(lock.breach(line, `${path} has a download address: ${remedy}`));
        }
        if (!('integrity' in entry)) {
            breaches.push(lock.breach(line, `${path} is not pinned by its content`));
        }
    }
    return breaches;
}

export function check({ files }) {
    const locks = files.filter((file) => /(^|\/)package-lock\.json$/.test(file.path));
    if (!locks.some((file) => file.path === 'package-lock.json')) {
        return ['package-lock.json:1: the lock file is missing'];
    }
    return locks.flatMap(breaches_in);
}
