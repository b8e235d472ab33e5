// SPDX-License-Identifier: MIT
// What is measured: the driver's arguments for each row of the table, in three sizes. Operations
// are chosen so that the fastest server needs about a second for each (quick: a quarter of it);
// the driver's own time limit bounds the slower ones.

const cpu = { field: "server_cpu_us_per_op", unit: "us" };
const memory = { field: "server_bytes_per_connection", unit: "B" };

// A heartbeat every 300 ms makes it part of every scenario of a check.
export const checkPingInterval = 300;

const tiny = ["--operations", "400", "--warmup", "100", "--connections", "20"];

export const scenarios = [
    {
        name: "echo-w1",
        says: "acked echo, 100 connections, 1 in flight",
        kind: "echo",
        full: ["--operations", "300000", "--warmup", "60000"],
        quick: ["--operations", "75000", "--warmup", "30000"],
        check: tiny,
        value: cpu,
    },
    {
        name: "echo-w10",
        says: "acked echo, 100 connections, 10 in flight",
        kind: "echo",
        full: ["--in-flight", "10", "--operations", "1000000", "--warmup", "100000"],
        quick: ["--in-flight", "10", "--operations", "250000", "--warmup", "50000"],
        check: ["--in-flight", "10", "--payload", "70000", ...tiny],
        value: cpu,
    },
    {
        name: "broadcast-w1",
        says: "broadcast to 1000, one at a time, per delivery",
        kind: "broadcast",
        full: ["--operations", "400000", "--warmup", "100000"],
        quick: ["--operations", "100000", "--warmup", "50000"],
        check: ["--payload", "200", ...tiny],
        value: cpu,
    },
    {
        name: "broadcast-w4",
        says: "broadcast to 1000, 4 pipelined, per delivery",
        kind: "broadcast",
        full: ["--in-flight", "4", "--operations", "1000000", "--warmup", "100000"],
        quick: ["--in-flight", "4", "--operations", "250000", "--warmup", "50000"],
        check: ["--in-flight", "4", ...tiny],
        value: cpu,
    },
    {
        name: "connect",
        says: "WebSocket handshake, CONNECT, close; 32 at a time",
        kind: "connect",
        full: ["--operations", "12000", "--warmup", "2000"],
        quick: ["--operations", "3000", "--warmup", "1000"],
        check: tiny,
        value: cpu,
    },
    {
        name: "polling",
        says: "long-polling acked echo, 100 clients",
        kind: "polling",
        full: ["--operations", "80000", "--warmup", "15000"],
        quick: ["--operations", "20000", "--warmup", "5000"],
        check: tiny,
        value: cpu,
    },
    {
        // One round: memory does not vary with what else the machine does, and a heartbeat
        // interval of 25 s has to pass twice. Left out of a quick run for that reason.
        name: "idle",
        says: "memory of an idle connection, 1000 to 10000",
        kind: "idle",
        rounds: 1,
        full: ["--first", "1000", "--connections", "10000"],
        check: ["--first", "20", "--connections", "40", "--patience", "10"],
        value: memory,
    },
];
