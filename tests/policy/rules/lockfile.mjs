// SPDX-License-Identifier: MIT
// package-lock.json pins each package by its content and names no place to get it from: everybody
// uses the registry that their npm is set to.

export function check({ files }) {
    const lock = files.find((file) => file.path === 'package-lock.json');
    if (lock === undefined) {
        return ['package-lock.json:1: the lock file is missing'];
    }
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
