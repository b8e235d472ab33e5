// SPDX-License-Identifier: MIT
// node reference.mjs DOXYGEN DOXYFILE FOLDER [INPUT]: writes the API reference into FOLDER, of INPUT
// instead of all headers if it is given, and complains about what is missing in it.
//
// Doxygen itself complains about members of what is documented only: if the namespace is not, it leaves
// out all enumerations and free functions without a word. It never complains about enumerators.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [doxygen, doxyfile, folder, input] = process.argv.slice(2);

function complain(sentence) {
    console.log(sentence);
    process.exitCode = 1;
}

const settings = [readFileSync(doxyfile, 'utf8'), `OUTPUT_DIRECTORY = "${folder}"`];
if (input !== undefined) {
    settings.push(`INPUT = "${input}"`);
}
const { error, status, stdout, stderr } = spawnSync(doxygen, ['-'], {
    input: settings.join('\n'),
    encoding: 'utf8',
});
if (error !== undefined || status !== 0) {
    complain(`${error ?? ''}${stdout}${stderr}`);
}

const page = join(folder, 'html', 'namespacesocketiota.html');
const text = existsSync(page) ? readFileSync(page, 'utf8') : '';
// One of each kind: an enumeration, a function, a template, an alias.
for (const name of ['disconnect_reason', 'write_typescript', 'object', 'tcp_endpoint']) {
    if (!text.includes(`>${name}<`)) {
        complain(`the page of the namespace does not have ${name}`);
    }
}
// Those that have no words of their own are no links.
for (const [, name] of text.matchAll(/(?:[{,] |&#160;)<b>(\w+)<\/b>/g)) {
    complain(`the enumerator ${name} is not documented`);
}
