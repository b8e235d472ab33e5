// SPDX-License-Identifier: MIT
// node check.mjs RULE [FOLDER] checks a source tree against one file of rules/ and prints each
// breach as file:line: sentence.
import { fileURLToPath } from 'node:url';

import { tree } from './tree.mjs';

const [rule, folder = fileURLToPath(new URL('../..', import.meta.url))] = process.argv.slice(2);
const { check } = await import(`./rules/${rule}.mjs`);
const breaches = check(tree(folder));

breaches.sort();
for (const breach of breaches) {
    console.log(breach);
}
process.exit(breaches.length === 0 ? 0 : 1);
