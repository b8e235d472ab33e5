// SPDX-License-Identifier: MIT
// Counts of instructions against those that the repository holds.

/** How much of what is stored a path may take more, and how much less before that is to be stored. */
const mostMore = 0.02;
const mostLess = 0.05;

const store = "node bench/instructions.mjs --store";

const percent = (counted, before) => `${counted >= before ? "+" : ""}${((counted / before - 1) * 100).toFixed(1)} %`;

/** Sentences about all that differs; none if the counts are as `stored` says, within what is allowed. */
export function complaintsAbout(stored, counted, toolchain) {
    if (!stored)
        return [`no counts are stored for ${toolchain}: store those of a commit that is known to be good with '${store}'`];
    const complaints = [];
    for (const [name, count] of Object.entries(counted)) {
        const before = stored[name];
        if (before === undefined) {
            complaints.push(`${name}: no count is stored: store it with '${store}'`);
        } else if (count > before * (1 + mostMore)) {
            complaints.push(
                `${name} takes ${count} instructions, and ${before} are stored (${percent(count, before)}, at most ` +
                    `${mostMore * 100} % are allowed): find what made it slower with --keep and callgrind_annotate; ` +
                    `if that is worth it, store the new count with '${store}' and say why in the commit`,
            );
        } else if (count < before * (1 - mostLess)) {
            complaints.push(
                `${name} takes ${count} instructions, and ${before} are stored (${percent(count, before)}): it is ` +
                    `faster; store the new count with '${store}' and say why in the commit, so that it stays so`,
            );
        }
    }
    for (const name of Object.keys(stored))
        if (!(name in counted)) complaints.push(`${name} is stored and was not counted: store what there is with '${store}'`);
    return complaints;
}

/** A line for each path, with what is stored beside it. */
export function table(stored, counted) {
    return Object.entries(counted)
        .map(([name, count]) => {
            const before = stored[name];
            const difference = before ? `${String(before).padStart(8)} ${percent(count, before).padStart(8)}` : "";
            return `${name.padEnd(10)} ${String(count).padStart(8)} ${difference}`.trimEnd();
        })
        .join("\n");
}
