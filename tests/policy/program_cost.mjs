// SPDX-License-Identifier: MIT
// node program_cost.mjs COMPILER INCLUDE CHEAP DEAR: the program CHEAP must cost the compiler no more than
// DEAR, in what it reads and in what it writes. Sizes, because times differ from run to run.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const [compiler, include, cheap, dear] = process.argv.slice(2);
const scratch = mkdtempSync(join(tmpdir(), 'program_cost-'));

function compiled(program, name, flags) {
    const out = join(scratch, name);
    execFileSync(compiler, ['-std=c++20', ...flags, `-I${include}`, program, '-o', out]);
    return statSync(out).size;
}

const costs = {
    'octets of source': (program) => compiled(program, 'program.ii', ['-E', '-P']),
    'octets of object file': (program) => compiled(program, 'program.o', ['-c', '-O0', '-g']),
};

try {
    for (const [what, of] of Object.entries(costs)) {
        const [less, more] = [of(cheap), of(dear)];
        if (!(less > 0 && less <= more)) {
            console.log(`${basename(cheap)} costs ${less} ${what}, ${basename(dear)} ${more}`);
            process.exitCode = 1;
        }
    }
} finally {
    rmSync(scratch, { recursive: true });
}
