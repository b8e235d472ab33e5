// SPDX-License-Identifier: MIT
// A server under test as one of a cluster: its neighbours are socketiota's, whoever is measured, so
// that what they send and answer is the same for all.

import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";

import { io } from "socket.io-client";

import { drive, startRedis, startServer, stop } from "./processes.mjs";

const joinLimit = 15_000; // milliseconds until all have to know of each other
const openAtATime = 50;

// Asks a server until the answer is `wanted`.
async function becomes(server, question, wanted) {
    const socket = connect(server);
    const deadline = Date.now() + joinLimit;
    for (let found; found !== wanted; await delay(20)) {
        if (Date.now() > deadline)
            throw new Error(`${server.name} counts ${found} ${question}, not ${wanted}`);
        found = await socket.timeout(joinLimit).emitWithAck(question);
    }
    socket.disconnect();
}

function connect({ port }) {
    return io(`http://127.0.0.1:${port}`, {
        transports: ["websocket"], forceNew: true, reconnection: false,
    });
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
        return await drive(
            driver, scenario.kind, parameters, { ...measured, port: servers.get(receivers).port },
            { core: others, limit });
    } finally {
        for (const socket of idlers) socket.disconnect();
        for (const { child } of servers.values()) await stop(child);
        await stop(redis.child);
    }
}
