#!/usr/bin/env node
// SPDX-License-Identifier: MIT
// Where a server's work goes: instructions per operation by part of the house, and system calls per
// operation. Both are counted and not timed, so they are the same whatever else the machine does.
// What one operation costs is the difference between a long and a short run.

import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";

import { readCallgrind } from "./runner/callgrind.mjs";
import { makeCertificate } from "./runner/certificate.mjs";
import { findPrograms, findServers, isOptimised } from "./runner/places.mjs";
import { drive, startServer, stop, stopAll } from "./runner/processes.mjs";

const usage = `usage: node bench/profile.mjs [options]

Runs servers under valgrind and strace, which have to be installed, and prints instructions and
system calls per operation.

  --servers a,b      of: floor, socketiota, socketiota-2, socketiota-4 (default floor,socketiota);
                     with several shards valgrind runs one thread at a time, in turn
  --scenarios a,b    of: echo-w1, echo-w10, broadcast-w1, connect, polling, tls-echo-w1
  --functions N      also the N functions of each part that take the most (default 0)
  --build DIR        build folder (default: the newest optimised one below build/)
  --help             this text
`;

const patient = ["--seconds", "300", "--patience", "60", "--warmup", "400"];
const scenarios = [
    { name: "echo-w1", kind: "echo", few: 1000, many: 9000 },
    { name: "echo-w10", kind: "echo", few: 1000, many: 21000, more: ["--in-flight", "10"] },
    { name: "broadcast-w1", kind: "broadcast", few: 1000, many: 41000 },
    { name: "connect", kind: "connect", few: 200, many: 1200 },
    { name: "polling", kind: "polling", few: 1000, many: 4000 },
    { name: "tls-echo-w1", kind: "echo", few: 1000, many: 9000, tls: true },
];
const connections = { echo: 100, broadcast: 200, connect: 32, polling: 100 };
const limit = 300_000;

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "profile-"));
process.on("exit", () => fs.rmSync(scratch, { recursive: true, force: true }));

async function run(scenario, count, command, setup) {
    const server = await startServer(command.at(-1), command, setup);
    try {
        const { kind, more = [] } = scenario;
        const parameters = ["--connections", String(connections[kind]), ...more, ...patient];
        const all = [...parameters, "--operations", String(count)];
        await drive(setup.driver, kind, all, server, { limit });
    } finally {
        await stop(server.child);
    }
}

async function countInstructions(scenario, count, command, setup) {
    const file = path.join(scratch, `callgrind.${count}`);
    const outFile = `--callgrind-out-file=${file}`;
    const under = ["valgrind", "--tool=callgrind", "--fair-sched=try", outFile, ...command];
    await run(scenario, count, under, setup);
    return readCallgrind(file);
}

async function countCalls(scenario, count, command, setup) {
    const file = path.join(scratch, "strace");
    fs.rmSync(file, { force: true });
    // -D: the server is the process that is stopped, and strace writes when it has ended.
    const summary = ["-D", "-f", "-c", "-U", "calls,name", "-o", file];
    await run(scenario, count, ["strace", ...summary, ...command], setup);
    const deadline = Date.now() + 10_000;
    while (!fs.existsSync(file) || !fs.readFileSync(file, "utf8").includes(" total")) {
        if (Date.now() > deadline) throw new Error("strace wrote no summary");
        await delay(20);
    }
    const calls = new Map();
    for (const line of fs.readFileSync(file, "utf8").split("\n")) {
        const row = /^ *(\d+) +(\w+)$/.exec(line);
        if (row && row[2] !== "total") calls.set(row[2], Number(row[1]));
    }
    return calls;
}

// (many - few) for each key of two maps, per operation, what is next to nothing left out.
function difference(few, many, operations, least) {
    return [...many]
        .map(([key, count]) => [key, (count - (few.get(key) ?? 0)) / operations])
        .filter(([, each]) => Math.abs(each) >= least)
        .sort(([, a], [, b]) => b - a);
}

const ownCounts = (found) => new Map([...found].map(([part, { own }]) => [part, own]));

function printInstructions(few, many, operations, functions) {
    const parts = difference(ownCounts(few), ownCounts(many), operations, 0.5);
    const sum = parts.reduce((total, [, each]) => total + each, 0);
    console.log(`    ${sum.toFixed(0).padStart(7)}  instructions`);
    for (const [part, each] of parts) {
        console.log(`    ${each.toFixed(0).padStart(7)}    ${part}`);
        const before = few.get(part)?.functions ?? new Map();
        const own = difference(before, many.get(part).functions, operations, 0.5);
        for (const [name, count] of own.slice(0, functions))
            console.log(`    ${count.toFixed(0).padStart(7)}      ${name.slice(0, 150)}`);
    }
}

async function profile(scenario, name, command, setup, functions) {
    const { few, many } = scenario;
    console.log(`${scenario.name}, ${name}`);
    const callsFew = await countCalls(scenario, few, command, setup);
    const callsMany = await countCalls(scenario, many, command, setup);
    const each = difference(callsFew, callsMany, many - few, 0.005);
    const text = each.map(([call, count]) => `${call} ${count.toFixed(2)}`).join(", ");
    console.log(`             system calls: ${text}`);
    const instructionsFew = await countInstructions(scenario, few, command, setup);
    const instructionsMany = await countInstructions(scenario, many, command, setup);
    printInstructions(instructionsFew, instructionsMany, many - few, functions);
}

async function main() {
    const { values } = parseArgs({
        options: {
            scenarios: { type: "string" },
            servers: { type: "string", default: "floor,socketiota" },
            functions: { type: "string", default: "0" },
            build: { type: "string" },
            help: { type: "boolean", default: false },
        },
    });
    if (values.help) {
        process.stdout.write(usage);
        return;
    }
    const wanted = values.scenarios?.split(",") ?? scenarios.map((each) => each.name);
    const unknown = wanted.find((name) => !scenarios.some((each) => each.name === name));
    if (unknown !== undefined) throw new Error(`there is no scenario "${unknown}"; see --help`);
    const programs = findPrograms(values.build, { measures: true });
    console.log(`${programs}${isOptimised(programs) ? "" : ": not optimised"}`);
    const servers = findServers(programs);
    const names = values.servers.split(",");
    const stranger = names.find((name) => !servers.has(name));
    if (stranger !== undefined) throw new Error(`there is no server "${stranger}"; see --help`);
    const certificate = makeCertificate();
    for (const scenario of scenarios.filter((each) => wanted.includes(each.name)))
        for (const name of names) {
            const { command, remedy } = servers.get(name);
            if (remedy) throw new Error(`${name}: ${remedy}`);
            const setup = {
                driver: path.join(programs, "bench_driver"),
                certificate: scenario.tls ? certificate : undefined,
            };
            await profile(scenario, name, command, setup, Number(values.functions));
        }
}

try {
    await main();
} catch (error) {
    await stopAll();
    console.error(`bench: ${error.message}`);
    process.exitCode = 1;
}
