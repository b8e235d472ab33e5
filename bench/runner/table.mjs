// SPDX-License-Identifier: MIT
// Medians, ratios and the table.

function median(numbers) {
    const sorted = [...numbers].sort((a, b) => a - b);
    const middle = sorted.length >> 1;
    return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

// One row per scenario and server; `runs` are the driver's lines, one per round.
export function summarise(scenarios, servers, runs) {
    const rows = [];
    for (const scenario of scenarios) {
        const own = [];
        for (const server of servers) {
            const lines = runs.get(scenario.name)?.get(server) ?? [];
            if (lines.length === 0) continue;
            const values = lines.map((line) => line[scenario.value.field]);
            own.push({
                scenario: scenario.name,
                server,
                unit: scenario.value.unit,
                median: median(values),
                spread: Math.max(...values) / Math.min(...values),
                operations_per_second: maybeMedian(lines, "operations_per_second"),
                p50_us: maybeMedian(lines, "p50_us"),
                p99_us: maybeMedian(lines, "p99_us"),
                runs: lines,
            });
        }
        for (const row of own)
            for (const mark of ["floor", "socketiota", "node"]) {
                const reference = own.find((each) => each.server === mark);
                if (reference) row[`to_${mark}`] = row.median / reference.median;
            }
        rows.push(...own);
    }
    return rows;
}

function maybeMedian(lines, field) {
    const values = lines.map((line) => line[field]).filter((value) => value !== undefined);
    return values.length === 0 ? undefined : median(values);
}

// With rows of several shards, what they cost beside one of them.
export function formatTable(rows) {
    const severalShards = rows.some((row) => row.server.startsWith("socketiota-"));
    const own = (cell) => (severalShards ? [cell] : []);
    const number = (value, digits) => (value === undefined ? "-" : value.toFixed(digits));
    const header = [
        "scenario",
        "server",
        "per op",
        "to floor",
        ...own("to 1 shard"),
        "to node",
        "spread",
        "op/s",
        "p50 us",
        "p99 us",
    ];
    const cells = rows.map((row) => [
        row.scenario,
        row.server,
        `${number(row.median, row.unit === "B" ? 0 : 2)} ${row.unit}`,
        number(row.to_floor, 2),
        ...own(number(row.to_socketiota, 3)),
        number(row.to_node, 3),
        number(row.spread, 2),
        number(row.operations_per_second, 0),
        number(row.p50_us, 0),
        number(row.p99_us, 0),
    ]);
    const widths = header.map((name, i) =>
        Math.max(name.length, ...cells.map((row) => row[i].length)),
    );
    const line = (row) =>
        row
            .map((cell, i) => (i < 2 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
            .join("  ")
            .trimEnd();
    let text = `${line(header)}\n`;
    cells.forEach((row, i) => {
        if (i > 0 && rows[i - 1].scenario !== rows[i].scenario) text += "\n";
        text += `${line(row)}\n`;
    });
    return text;
}
