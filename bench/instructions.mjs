// SPDX-License-Identifier: MIT
// Prints how many instructions the sans-IO paths take, counted by valgrind: the same on each run,
// whatever else the machine does. Usage: node bench/instructions.mjs [FOLDER OF bench_instructions]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = process.argv[2] ?? 'build/release/bench';
const program = join(folder, 'bench_instructions');
const paths = {
    frame: 'read and unmask a frame with a 32 octet event',
    packet_in: 'decode that event and its argument',
    ack_out: 'encode its answer into a unit',
    request: 'parse the head of a poll',
};
const few = 1000;
const many = 11000;
const scratch = mkdtempSync(join(tmpdir(), 'instructions-'));

function counted(name, count) {
    const file = join(scratch, 'out');
    execFileSync(
        'valgrind',
        ['--tool=callgrind', `--callgrind-out-file=${file}`, program, name, String(count)],
        { stdio: 'ignore' },
    );
    return Number(readFileSync(file, 'utf8').match(/^(?:summary|totals): (\d+)/m)[1]);
}

for (const [name, what] of Object.entries(paths)) {
    const each = (counted(name, many) - counted(name, few)) / (many - few);
    console.log(`${name.padEnd(10)} ${each.toFixed(0).padStart(6)}  ${what}`);
}
rmSync(scratch, { recursive: true });
