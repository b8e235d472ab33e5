// SPDX-License-Identifier: MIT
// Succeeds if node_modules holds what package-lock.json names; --omit=dev leaves out what only the
// tests need. `npm ls` answers the same in fifty times the time, and ./run asks on each start.
import { existsSync, readFileSync } from 'node:fs';

const root = new URL('../', import.meta.url);
const without_dev = process.argv.includes('--omit=dev');

function packages_of(path) {
    const file = new URL(path, root);
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : {};
}

const installed = packages_of('node_modules/.package-lock.json');
const missing = Object.entries(packages_of('package-lock.json')).some(
    ([path, { integrity, dev, optional }]) =>
        path !== '' &&
        !optional &&
        !(dev && without_dev) &&
        (installed[path]?.integrity !== integrity || !existsSync(new URL(path, root))),
);
process.exit(missing ? 1 : 0);
