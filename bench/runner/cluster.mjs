// SPDX-License-Identifier: MIT
// A server under test as one of a cluster: its neighbours are socketiota's, whoever is measured, so
// that what they send and answer is the same for all.

import { once } from "node:events";
import fs from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

import { io } from "socket.io-client";

import { drive, startRedis, startServer, stop } from "./processes.mjs";

const joinLimit = 15_000; // milliseconds until all have to know of each other
const openAtATime = 50;

// Asks a server until the answer is `wanted`. One that has much to hear may lose the client meanwhile.
async function becomes(server, question, wanted) {
    const socket = connect(server, { reconnection: true });
    const deadline = Date.now() + joinLimit;
    for (let found; found !== wanted; await delay(20)) {
        if (Date.now() > deadline)
            throw new Error(`${server.name} counts ${found} ${question}, not ${wanted}`);
        found = await socket.timeout(joinLimit).emitWithAck(question).catch(() => undefined);
    }
    socket.disconnect();
}

function connect({ port }, options = {}) {
    return io(`http://127.0.0.1:${port}`, {
        transports: ["websocket"], forceNew: true, reconnection: false, ...options,
    });
}

// What all threads of a server have been on a CPU.
function cpuMicroseconds({ child }) {
    const folder = `/proc/${child.pid}/task`;
    return fs.readdirSync(folder)
        .map((task) => Number(fs.readFileSync(`${folder}/${task}/schedstat`, "utf8").split(" ")[0]))
        .reduce((sum, each) => sum + each / 1000, 0);
}

// Opens clients that say nothing.
async function openIdle(server, count) {
    const opened = [];
    while (opened.length < count) {
        const next = Array.from({ length: Math.min(openAtATime, count - opened.length) },
            () => connect(server));
        await Promise.all(next.map((socket) => once(socket, "connect")));
        opened.push(...next);
    }
    return opened;
}

/**
 * Runs a scenario whose `cluster` says where everybody is: `sender` and `receivers`, each at
 * "measured" or at the number of a neighbour, and how many clients are `idle` at each server but that
 * of the receivers of a broadcast.
 */
export async function driveInCluster(driver, scenario, size, name, commands, { core, others, limit }) {
    const { receivers, sender, neighbours, idle = {} } = scenario.cluster;
    const places = ["measured", ...Array.from({ length: neighbours }, (_, at) => at + 1)];
    const isBroadcast = sender !== undefined;
    const redis = await startRedis({ core: others });
    const servers = new Map();
    const idlers = [];
    try {
        for (const place of places) {
            const isMeasured = place === "measured";
            const crowd = isBroadcast && place === receivers ? "members" : "others";
            servers.set(place, await startServer(
                isMeasured ? name : `neighbour ${place}`,
                isMeasured ? commands.measured : commands.neighbour,
                {
                    core: isMeasured ? core : others,
                    spoken: ["--redis", redis.url, "--crowd", crowd],
                }));
        }
        for (const server of servers.values()) await becomes(server, "servers", servers.size);
        for (const [place, server] of servers)
            if (!isBroadcast || place !== receivers)
                idlers.push(...await openIdle(server, idle[size] ?? 0));
        await becomes(servers.get("measured"), "sockets", idlers.length + 1);

        const measured = servers.get("measured");
        const parameters = [...scenario[size]];
        if (isBroadcast) parameters.push("--from", String(servers.get(sender).port));
        const before = cpuMicroseconds(measured);
        const line = await drive(
            driver, scenario.kind, parameters, { ...measured, port: servers.get(receivers).port },
            { core: others, limit });
        // Nobody waits for who only listens: it may lag, and is measured until it has heard all. The
        // answers that it asks for now come behind that.
        if (isBroadcast && ![sender, receivers].includes("measured")) {
            await becomes(measured, "sockets", idlers.length + 1);
            line.server_cpu_us_per_op = (cpuMicroseconds(measured) - before) / line.sent;
        }
        return line;
    } finally {
        for (const socket of idlers) socket.disconnect();
        for (const { child } of servers.values()) await stop(child);
        await stop(redis.child);
    }
}
