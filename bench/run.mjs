#!/usr/bin/env node
// SPDX-License-Identifier: MIT
// Measures the servers of this bench against each other; see README.md.

import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";

import { makeCertificate } from "./runner/certificate.mjs";
import { driveInCluster } from "./runner/cluster.mjs";
import { benchFolder, describeRun, findPrograms, findServers, isOptimised } from "./runner/places.mjs";
import { drive, runClients, startServer, stop, stopAll } from "./runner/processes.mjs";
import { checkPingInterval, scenarios as allScenarios } from "./runner/scenarios.mjs";
import { formatTable, summarise } from "./runner/table.mjs";

const usage = `usage: node bench/run.mjs [options]

Starts each server alone on core 0 and the load driver on core 1, scenario by scenario, all servers
in each round, and prints medians of the server's CPU time per operation.

  --rounds N         rounds (default 4; quick 2, rooms 3)
  --servers a,b      of: floor, socketiota, socketiota-2, socketiota-4 (with as many shards), node,
                     bun (default: all that are there, with one shard)
  --scenarios a,b    names or their beginnings (default: all)
  --quick            fewer operations and rounds, without idle
  --rooms            what a delivery costs in rooms of 1 to 15000, with 1, 2 and 4 shards; with
                     --save it is kept for bench/draw.mjs
  --batch            servers run as SCHED_BATCH (chrt): threads of one do not interrupt each other on
                     the core that they share here, as they would not with a core each
  --check            tiny counts, no pinning, correctness alone: exit code 1 if any server is wrong
  --save             also write bench/results/DATE-COMMIT.json (..-rooms.json, ..-batch.json); refused with changes not committed
                     and for a build that is not optimised
  --build DIR        build folder (default: the newest below build/, optimised if it measures)
  --socketiota FILE  the socketiota server (default: bench_server beside bench_driver)
  --help             this text

scenarios:
${allScenarios.map((each) => `  ${each.name.padEnd(19)} ${each.says}`).join("\n")}
`;

// Milliseconds after which a driver is ended: idle opens 10000 connections and awaits heartbeats.
const driverLimit = 180_000;

const defaultRounds = { full: 4, quick: 2, rooms: 3, check: 1 };

class UsageError extends Error {}

function readOptions() {
    let values;
    try {
        ({ values } = parseArgs({
            options: {
                rounds: { type: "string" },
                servers: { type: "string" },
                scenarios: { type: "string" },
                quick: { type: "boolean", default: false },
                rooms: { type: "boolean", default: false },
                batch: { type: "boolean", default: false },
                check: { type: "boolean", default: false },
                save: { type: "boolean", default: false },
                build: { type: "string" },
                socketiota: { type: "string" },
                help: { type: "boolean", default: false },
            },
        }));
    } catch (error) {
        throw new UsageError(error.message);
    }
    if (values.check && (values.save || values.rounds !== undefined))
        throw new UsageError("--check measures nothing: it goes without --save and --rounds");
    const sizes = ["check", "quick", "rooms"].filter((each) => values[each]);
    if (sizes.length > 1) throw new UsageError(`--${sizes[0]} goes without --${sizes[1]}`);
    values.size = sizes[0] ?? "full";
    values.rounds = Number(values.rounds ?? defaultRounds[values.size]);
    if (!Number.isInteger(values.rounds) || values.rounds < 1 || values.rounds > 100)
        throw new UsageError("--rounds wants a whole number from 1 to 100");
    return values;
}

function chooseScenarios(wanted, size) {
    const sized = allScenarios.filter((each) => each[size] !== undefined);
    if (wanted === undefined) return sized;
    const chosen = new Set();
    for (const name of wanted.split(",")) {
        const exact = sized.filter((each) => each.name === name);
        const found = exact.length ? exact : sized.filter((each) => each.name.startsWith(name));
        if (found.length === 0) throw new UsageError(`there is no ${size} scenario "${name}"`);
        found.forEach((each) => chosen.add(each));
    }
    return sized.filter((each) => chosen.has(each));
}

// What runs if no server is named.
function usualServers(servers, size) {
    const names = [...servers.keys()];
    if (size === "rooms") return names.filter((name) => name.startsWith("socketiota"));
    return names.filter((name) => {
        const { shards = 1 } = servers.get(name);
        return shards === 1 || (shards === 2 && size === "check");
    });
}

function chooseServers(wanted, servers, size) {
    const names = wanted === undefined ? usualServers(servers, size) : wanted.split(",");
    for (const name of names) {
        if (!servers.has(name))
            throw new UsageError(`there is no server "${name}", only ${[...servers.keys()]}`);
        const { remedy } = servers.get(name);
        if (remedy && wanted !== undefined)
            throw new Error(`${name} is not installed; to measure it: ${remedy}`);
        if (remedy) console.log(`${name} is not installed and left out; to measure it: ${remedy}`);
    }
    return [...servers.keys()].filter((name) => names.includes(name) && servers.get(name).command);
}

// Runs one scenario against a fresh server.
async function runOnce(scenario, name, command, driver, certificate, options) {
    const pinned = !options.check;
    const server = await startServer(name, command, {
        core: pinned ? 0 : undefined,
        batch: options.batch,
        pingInterval: options.check ? checkPingInterval : scenario.pingInterval,
        certificate: scenario.tls ? certificate : undefined,
        spoken: scenario.spoken,
    });
    const parameters = [...(scenario.spoken ?? []), ...scenario[options.size]];
    try {
        return await drive(driver, scenario.kind, parameters, server, {
            core: pinned ? 1 : undefined,
            limit: driverLimit,
        });
    } finally {
        await stop(server.child);
    }
}

// The same where that server is one of a cluster.
async function runInCluster(scenario, name, servers, driver, options) {
    const { command, remedy } = servers.get("socketiota");
    if (remedy) throw new Error(`the neighbours of its cluster are missing: ${remedy}`);
    const commands = { measured: servers.get(name).command, neighbour: command };
    return driveInCluster(driver, scenario, options.size, name, commands, {
        core: options.check ? undefined : 0,
        others: options.check ? undefined : 1,
        limit: driverLimit,
    });
}

// The same where clients are measured, of a server of socketiota whoever they are.
async function runAsClients(scenario, name, servers, options) {
    const { command, remedy } = servers.get("socketiota");
    if (remedy) throw new Error(`the server of its clients is missing: ${remedy}`);
    const pinned = !options.check;
    const server = await startServer("socketiota", command, {
        core: pinned ? 1 : undefined,
        pingInterval: options.check ? checkPingInterval : scenario.pingInterval,
    });
    try {
        return await runClients(servers.get(name).client, scenario.kind, scenario[options.size], server, {
            core: pinned ? 0 : undefined,
            limit: driverLimit,
        });
    } finally {
        await stop(server.child);
    }
}

function progress(text) {
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}

function save(rows, options, run) {
    const date = new Date().toISOString();
    const kind = `${options.batch ? "-batch" : ""}${options.size === "rooms" ? "-rooms" : ""}`;
    const file = path.join(
        benchFolder,
        "results",
        `${date.slice(0, 10)}-${run.commit ?? "unknown"}${kind}.json`,
    );
    fs.mkdirSync(path.dirname(file), { recursive: true });
    const { size, rounds, batch } = options;
    const content = { date, ...run, size, rounds, batch, results: rows };
    fs.writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
    console.log(`saved ${path.relative(process.cwd(), file)}`);
}

async function main() {
    const options = readOptions();
    if (options.help) {
        process.stdout.write(usage);
        return 0;
    }
    const programs = findPrograms(options.build, { measures: !options.check });
    const driver = path.join(programs, "bench_driver");
    const found = findServers(programs, options.socketiota);
    const servers = chooseServers(options.servers, found, options.size);
    const scenarios = chooseScenarios(options.scenarios, options.size);
    if (!options.check) {
        if (os.cpus().length < 2) throw new Error("measuring needs two cores; --check does not");
        console.log(`measures what is in ${programs}`);
        if (!isOptimised(programs)) {
            const slow = "it is not optimised";
            if (options.save) throw new Error(`${slow}; --build build/release has what to keep`);
            console.log(`warning: ${slow}`);
        }
    }
    const run = options.save ? describeRun(programs) : undefined;
    if (run && !run.clean) {
        const remedy = "commit the changes or put them aside first";
        throw new Error(`--save keeps what a commit measured: ${remedy}`);
    }

    const certificate = scenarios.some((each) => each.tls) ? makeCertificate() : undefined;
    const runs = new Map(scenarios.map((each) => [each.name, new Map()]));
    const runScenario = (scenario, name) => {
        if (scenario.client) return runAsClients(scenario, name, found, options);
        if (scenario.cluster) return runInCluster(scenario, name, found, driver, options);
        return runOnce(scenario, name, found.get(name).command, driver, certificate, options);
    };
    let failures = 0;
    for (let round = 0; round < options.rounds; ++round) {
        for (const scenario of scenarios) {
            if (round >= (scenario.rounds ?? options.rounds)) continue;
            for (const name of servers) {
                if (scenario.spoken && !found.get(name).speaks) continue;
                if (scenario.cluster && !found.get(name).clusters) continue;
                if (scenario.client && !found.get(name).client) continue;
                progress(`round ${round + 1} of ${options.rounds}: ${scenario.name}, ${name}`);
                try {
                    const line = await runScenario(scenario, name);
                    const lines = runs.get(scenario.name);
                    lines.set(name, [...(lines.get(name) ?? []), line]);
                    if (options.check) console.log(`ok    ${name} ${scenario.name}`);
                } catch (error) {
                    ++failures;
                    progress("");
                    console.log(`WRONG ${name} ${scenario.name}: ${error.message}`);
                }
            }
        }
    }
    progress("");
    if (!options.check) {
        const rows = summarise(scenarios, servers, runs);
        process.stdout.write(formatTable(rows));
        // A row that lacks a failed run is no result to keep.
        if (options.save && failures === 0) save(rows, options, run);
    }
    return failures === 0 ? 0 : 1;
}

for (const signal of ["SIGINT", "SIGTERM"])
    process.on(signal, () => stopAll().finally(() => process.exit(1)));

try {
    process.exitCode = await main();
} catch (error) {
    await stopAll();
    const hint = error instanceof UsageError ? "; see --help" : "";
    console.error(`bench: ${error.message}${hint}`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
}
