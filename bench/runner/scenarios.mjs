// SPDX-License-Identifier: MIT
// What is measured: the driver's arguments for each row of the table, in three sizes. Operations
// are chosen so that the fastest server needs about a second for each (quick: a quarter of it);
// a phase of a slower one ends after `longest` seconds, so that a whole run is bounded. Rooms are a
// size of their own, for a picture and not for the table.

const cpu = { field: "server_cpu_us_per_op", unit: "us" };
const memory = { field: "server_bytes_per_connection", unit: "B" };

// A heartbeat every 300 ms makes it part of every scenario of a check.
export const checkPingInterval = 300;

const tiny = ["--operations", "400", "--warmup", "100", "--connections", "20"];
const longest = ["--seconds", "2.5"];
const counts = (operations, warmup) => [
    ...["--operations", String(operations), "--warmup", String(warmup)],
    ...longest,
];

const plain = [
    {
        name: "echo-w1",
        says: "acked echo, 100 connections, 1 in flight",
        kind: "echo",
        full: counts(300_000, 60_000),
        quick: counts(75_000, 30_000),
        check: tiny,
        value: cpu,
    },
    {
        name: "echo-w10",
        says: "acked echo, 100 connections, 10 in flight",
        kind: "echo",
        full: ["--in-flight", "10", ...counts(1_000_000, 100_000)],
        quick: ["--in-flight", "10", ...counts(250_000, 50_000)],
        check: ["--in-flight", "10", "--payload", "70000", ...tiny],
        value: cpu,
    },
    {
        name: "broadcast-w1",
        says: "broadcast to 1000, one at a time, per delivery",
        kind: "broadcast",
        full: counts(400_000, 100_000),
        quick: counts(100_000, 50_000),
        check: ["--payload", "200", ...tiny],
        value: cpu,
    },
    {
        name: "broadcast-w4",
        says: "broadcast to 1000, 4 pipelined, per delivery",
        kind: "broadcast",
        full: ["--in-flight", "4", ...counts(1_000_000, 100_000)],
        quick: ["--in-flight", "4", ...counts(250_000, 50_000)],
        check: ["--in-flight", "4", ...tiny],
        value: cpu,
    },
    {
        name: "connect",
        says: "WebSocket handshake, CONNECT, close; 32 at a time",
        kind: "connect",
        full: counts(12_000, 2000),
        quick: counts(3000, 1000),
        check: tiny,
        value: cpu,
    },
    {
        name: "polling",
        says: "long-polling acked echo, 100 clients",
        kind: "polling",
        full: counts(80_000, 15_000),
        quick: counts(20_000, 5000),
        check: tiny,
        value: cpu,
    },
    // With options that both have and only they: without them nothing changes for a server.
    {
        name: "eio3-polling",
        says: "long-polling acked echo of Engine.IO 3, 100 clients",
        kind: "polling",
        spoken: ["--revision", "3"],
        full: counts(80_000, 15_000),
        quick: counts(20_000, 5000),
        check: tiny,
        value: cpu,
    },
    {
        name: "msgpack-echo-w1",
        says: "acked echo in msgpack, 100 connections, 1 in flight",
        kind: "echo",
        spoken: ["--parser", "msgpack"],
        full: counts(300_000, 60_000),
        quick: counts(75_000, 30_000),
        check: tiny,
        value: cpu,
    },
    {
        name: "msgpack-echo-w10",
        says: "acked echo in msgpack, 100 connections, 10 in flight",
        kind: "echo",
        spoken: ["--parser", "msgpack"],
        full: ["--in-flight", "10", ...counts(1_000_000, 100_000)],
        quick: ["--in-flight", "10", ...counts(250_000, 50_000)],
        check: ["--in-flight", "10", "--payload", "70000", ...tiny],
        value: cpu,
    },
    {
        name: "deflate-broadcast",
        says: "broadcast of 4 KB of text to 1000, compressed, per delivery",
        kind: "broadcast",
        spoken: ["--deflate", "on"],
        full: ["--payload", "4096", ...counts(60_000, 10_000)],
        quick: ["--payload", "4096", ...counts(20_000, 5000)],
        check: ["--payload", "4096", ...tiny],
        value: cpu,
    },
    {
        // One round: memory does not vary with what else the machine does, and a heartbeat
        // interval has to pass twice; a shorter one than the default changes no buffer. Left out
        // of a quick run for that reason.
        name: "idle",
        says: "memory of an idle connection, 1000 to 10000",
        kind: "idle",
        rounds: 1,
        pingInterval: 8000,
        full: ["--first", "1000", "--connections", "10000"],
        check: ["--first", "20", "--connections", "40", "--patience", "10"],
        value: memory,
    },
];

// A broadcast to so many, one at a time. The largest is what the driver and the server can hold with
// 20000 descriptors each.
const roomSizes = [1, 3, 10, 30, 100, 300, 1000, 3000, 15000];

const rooms = roomSizes.map((size) => ({
    name: `room-${size}`,
    says: `broadcast to ${size}, one at a time, per delivery`,
    kind: "broadcast",
    // A small room is measured by its broadcasts, of which each takes turns of its own.
    rooms: [
        ...["--connections", String(size), "--seconds", "1"],
        ...["--operations", String(Math.min(300_000, 30_000 * size))],
        ...["--warmup", String(Math.min(60_000, 5_000 * size))],
    ],
    members: size,
    value: cpu,
}));

// One of a cluster of servers that Redis ties together with the classic adapter.
const toMembers = ["--event", "to members"];

const cluster = [
    {
        name: "cluster-publish",
        says: "broadcast to a room that another server has, 10 in flight",
        kind: "broadcast",
        cluster: { neighbours: 1, sender: "measured", receivers: 1 },
        full: [...toMembers, "--connections", "1", "--in-flight", "10", ...counts(60_000, 10_000)],
        quick: [...toMembers, "--connections", "1", "--in-flight", "10", ...counts(15_000, 5000)],
        check: [...toMembers, ...tiny, "--in-flight", "10", "--connections", "1"],
        value: cpu,
    },
    ...[1, 4].map((inFlight) => ({
        name: `cluster-deliver-w${inFlight}`,
        says: `broadcast of another server to 1000 here, ${inFlight} in flight, per delivery`,
        kind: "broadcast",
        cluster: { neighbours: 1, sender: 1, receivers: "measured" },
        full: [...toMembers, "--in-flight", String(inFlight), ...counts(400_000, 100_000)],
        quick: [...toMembers, "--in-flight", String(inFlight), ...counts(100_000, 50_000)],
        check: [...toMembers, ...tiny, "--in-flight", String(inFlight)],
        value: cpu,
    })),
    {
        name: "cluster-drop",
        says: "broadcast between others to a room that nobody here is in, 100 in flight",
        kind: "broadcast",
        cluster: { neighbours: 2, sender: 1, receivers: 2, idle: { full: 300, quick: 300, check: 5 } },
        full: [...toMembers, "--connections", "1", "--in-flight", "100", ...counts(300_000, 50_000)],
        quick: [...toMembers, "--connections", "1", "--in-flight", "100", ...counts(200_000, 50_000)],
        check: [...toMembers, ...tiny, "--in-flight", "10", "--connections", "1"],
        value: cpu,
    },
    {
        name: "cluster-fetch",
        says: "fetch_sockets over three servers of 1000 sockets each",
        kind: "echo",
        cluster: { neighbours: 2, receivers: "measured", idle: { full: 1000, quick: 1000, check: 5 } },
        full: ["--event", "fetch", "--connections", "1", ...counts(150, 50)],
        quick: ["--event", "fetch", "--connections", "1", ...counts(60, 20)],
        check: ["--event", "fetch", "--connections", "1", "--operations", "20", "--warmup", "5"],
        value: cpu,
    },
];

// What a client costs, of many in one process. The server is always socketiota's.
const clientCpu = { field: "client_cpu_us_per_op", unit: "us" };
const clientMemory = { field: "client_bytes_per_connection", unit: "B" };

const clients = [
    ...[1, 10].map((inFlight) => ({
        name: `client-echo-w${inFlight}`,
        says: `acked echo of 100 clients, ${inFlight} in flight`,
        kind: "echo",
        client: true,
        full: ["--in-flight", String(inFlight), ...counts(200_000 * inFlight, 40_000 * inFlight)],
        quick: ["--in-flight", String(inFlight), ...counts(50_000 * inFlight, 20_000 * inFlight)],
        check: [...tiny, "--in-flight", String(inFlight)],
        value: clientCpu,
    })),
    ...[1, 4].map((inFlight) => ({
        name: `client-broadcast-w${inFlight}`,
        says: `broadcast that 1000 clients receive, ${inFlight} in flight, per delivery`,
        kind: "broadcast",
        client: true,
        full: ["--connections", "1000", "--in-flight", String(inFlight), ...counts(400_000, 100_000)],
        quick: ["--connections", "1000", "--in-flight", String(inFlight), ...counts(100_000, 50_000)],
        check: [...tiny, "--in-flight", String(inFlight)],
        value: clientCpu,
    })),
    {
        name: "client-idle",
        says: "memory of an idle client, 100 to 1000 in one process",
        kind: "idle",
        client: true,
        rounds: 1,
        pingInterval: 2000, // so that each has answered a heartbeat before a reading
        full: ["--first", "100", "--connections", "1000", "--rest", "5"],
        quick: ["--first", "100", "--connections", "1000", "--rest", "5"],
        check: ["--first", "5", "--connections", "20", "--rest", "0.4"],
        value: clientMemory,
    },
];

// The same over TLS 1.3; a connect is a full handshake each time.
function overTls(name, changes = {}) {
    const base = plain.find((each) => each.name === name);
    return { ...base, name: `tls-${name}`, says: `${base.says}; TLS`, tls: true, ...changes };
}

const handshakes = { full: counts(4000, 500), quick: counts(1000, 250) };
const resumed = (parameters) => ["--handshake", "resumed", ...parameters];

export const scenarios = [
    ...plain,
    ...rooms,
    ...cluster,
    ...clients,
    overTls("echo-w1"),
    overTls("echo-w10"),
    overTls("broadcast-w1"),
    overTls("connect", handshakes),
    overTls("connect", {
        name: "tls-connect-resumed",
        says: "the same, TLS sessions resumed by ticket",
        full: resumed(handshakes.full),
        quick: resumed(handshakes.quick),
        check: resumed(tiny),
    }),
    // Checked alone: it would say no more than polling and tls-echo-w1 do.
    overTls("polling", { full: undefined, quick: undefined }),
    overTls("idle"),
];
