// SPDX-License-Identifier: MIT
// Reads how many instructions each path took from what valgrind wrote.
import fs from "node:fs";
import path from "node:path";

/**
 * `said` has a line for each path: its name and how often it was run. Gives the instructions of one run
 * by the name of the path, from the files in `folder` that are named after `out`.
 */
export function countsIn(folder, said) {
    const totals = new Map();
    for (const name of fs.readdirSync(folder)) {
        if (!/^out\.\d+$/.test(name)) continue;
        const text = fs.readFileSync(path.join(folder, name), "utf8");
        const [, trigger] = /^desc: Trigger: Client Request: (.*)$/m.exec(text) ?? [];
        const [, total] = /^(?:summary|totals): (\d+)/m.exec(text) ?? [];
        if (trigger !== undefined) totals.set(trigger, Number(total));
    }
    const counts = {};
    for (const [, name, times] of said.matchAll(/^(\w+) (\d+)$/gm)) {
        if (!totals.has(name)) throw new Error(`valgrind counted nothing for '${name}'`);
        counts[name] = Math.round(totals.get(name) / Number(times));
    }
    return counts;
}
