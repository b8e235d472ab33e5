// SPDX-License-Identifier: MIT
// node silent_library.mjs NM ARCHIVE BUILD_TYPE: no object of the library needs a symbol that prints
// or ends the process.
import { execFileSync } from 'node:child_process';

const [nm, archive, build_type] = process.argv.slice(2);

const loud = new Map(
    [
        ...['abort', 'exit', '_exit', '_Exit', 'quick_exit', 'raise', '__assert_fail'],
        ...['puts', 'fputs', 'fputc', 'putchar', 'perror', 'fwrite', 'stdout', 'stderr'],
        ...['printf', 'fprintf', 'vprintf', 'vfprintf', '__printf_chk', '__fprintf_chk'],
    ].map((name) => [name, name]),
);
for (const name of ['cout', 'cerr', 'clog']) {
    loud.set(`_ZSt4${name}`, `std::${name}`);
    loud.set(`_ZSt5w${name}`, `std::w${name}`);
}
// What <iostream> leaves in each file that includes it.
loud.set('_ZNSt8ios_base4InitC1Ev', 'std::ios_base::Init');
if (build_type === 'Debug') {
    // What assert becomes, in headers of Boost as in our files.
    loud.delete('__assert_fail');
}

const output = execFileSync(nm, ['--undefined-only', '--format=posix', archive], {
    encoding: 'utf8',
});
let object = '';
let symbols = 0;
const breaches = [];
for (const line of output.split('\n')) {
    const heading = line.match(/\[(.+)\]:$/);
    if (heading !== null) {
        object = heading[1];
        continue;
    }
    const symbol = line.split(/[ @]/)[0];
    symbols += symbol === '' ? 0 : 1;
    if (loud.has(symbol)) {
        breaches.push(`${object}: needs ${loud.get(symbol)}, which prints or ends the process`);
    }
}
if (symbols === 0) {
    breaches.push(`${archive}: needs no symbol at all, so it is not the library`);
}
for (const breach of breaches.sort()) {
    console.log(breach);
}
process.exit(breaches.length === 0 ? 0 : 1);
