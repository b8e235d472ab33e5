#!/usr/bin/env node
// SPDX-License-Identifier: MIT
// Draws what a delivery of a broadcast costs, from a result that `run.mjs --rooms --save` has kept.

import fs from "node:fs";
import path from "node:path";

import { lineChart } from "./runner/chart.mjs";
import { benchFolder } from "./runner/places.mjs";

const usage = `usage: node bench/draw.mjs [RESULT]

Writes delivery-by-room.svg and delivery-by-shards.svg beside the result, by default the newest of
bench/results/*-rooms.json.
`;

// Of the many sizes of rooms, those that get a line each.
const drawnRooms = [1, 3, 10, 1000, 15000];

function newestResult() {
    const folder = path.join(benchFolder, "results");
    const names = fs.readdirSync(folder).filter((name) => name.endsWith("-rooms.json"));
    if (names.length === 0)
        throw new Error("there is no result to draw: node bench/run.mjs --rooms --save makes one");
    return path.join(folder, names.sort().at(-1));
}

// One point for each room and number of shards.
function pointsOf(result) {
    return result.results.map(({ scenario, server, median, runs }) => {
        const values = runs.map((run) => run.server_cpu_us_per_op);
        return {
            room: Number(scenario.replace("room-", "")),
            shards: Number(server.split("-")[1] ?? 1),
            y: median,
            low: Math.min(...values),
            high: Math.max(...values),
        };
    });
}

const different = (numbers) => [...new Set(numbers)].sort((a, b) => a - b);

function draw(file) {
    const result = JSON.parse(fs.readFileSync(file, "utf8"));
    const points = pointsOf(result);
    const rooms = different(points.map((each) => each.room));
    const shards = different(points.map((each) => each.shards));
    const subtitle =
        `median and range of ${result.rounds} rounds, commit ${result.commit}, ` +
        `all shards on one core (${result.machine.cpu})`;
    const yLabel = "CPU time of the server, us per delivery";
    const folder = path.dirname(file);
    const write = (name, chart) => {
        fs.writeFileSync(path.join(folder, name), lineChart({ subtitle, yLabel, ...chart }));
        console.log(`wrote ${path.relative(process.cwd(), path.join(folder, name))}`);
    };
    write("delivery-by-room.svg", {
        title: "A broadcast by the size of its room",
        xLabel: "members of the room",
        legend: "shards",
        xs: rooms,
        lines: shards.map((count) => ({
            name: String(count),
            points: points
                .filter((each) => each.shards === count)
                .map((each) => ({ ...each, x: each.room })),
        })),
    });
    write("delivery-by-shards.svg", {
        title: "A broadcast by the number of shards",
        xLabel: "shards of the server",
        legend: "members",
        xs: shards,
        evenly: true,
        lines: drawnRooms
            .filter((size) => rooms.includes(size))
            .map((size) => ({
                name: String(size),
                points: points
                    .filter((each) => each.room === size)
                    .map((each) => ({ ...each, x: each.shards })),
            })),
    });
}

try {
    const [given] = process.argv.slice(2);
    if (given === "--help") process.stdout.write(usage);
    else draw(given ?? newestResult());
} catch (error) {
    console.error(`bench: ${error.message}`);
    process.exitCode = 1;
}
