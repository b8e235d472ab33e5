// SPDX-License-Identifier: MIT
// node self_test.mjs RULE: the rule must find in bad_RULE/tree what bad_RULE/expected.txt says, a
// line each of which this is the beginning, and nothing else. A rule that finds nothing is no rule.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const rule = process.argv[2];
const path_of = (name) => fileURLToPath(new URL(name, import.meta.url));
const lines_of = (text) => text.split('\n').filter((line) => line !== '');

const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [path_of('check.mjs'), rule, path_of(`bad_${rule}/tree`)],
    { encoding: 'utf8' },
);
const found = lines_of(stdout);
const expected = lines_of(readFileSync(path_of(`bad_${rule}/expected.txt`), 'utf8'));

const same =
    found.length === expected.length &&
    expected.every((beginning, index) => found[index].startsWith(beginning));
if (status !== 1 || expected.length === 0 || !same) {
    console.log(`rule ${rule} exits with ${status} and finds:\n${stdout}${stderr}`);
    console.log(`expected, with exit status 1:\n${expected.join('\n')}`);
    process.exit(1);
}
