// SPDX-License-Identifier: MIT
// The official client with its default options, but by WebSocket from the beginning, and without
// reconnection: does what bench/client does.
"use strict";

const { parseArgs } = require("node:util");
const { setTimeout: delay } = require("node:timers/promises");
const { io } = require("socket.io-client");

const { values, positionals: [scenario] } = parseArgs({
    allowPositionals: true,
    options: {
        port: { type: "string" },
        connections: { type: "string", default: "100" },
        "in-flight": { type: "string", default: "1" },
        operations: { type: "string", default: "1000" },
        warmup: { type: "string", default: "100" },
        seconds: { type: "string", default: "5" },
        first: { type: "string", default: "1" },
        rest: { type: "string", default: "1" },
    },
});
const given = Object.fromEntries(Object.entries(values).map(([name, text]) => [name, Number(text)]));
const { connections, "in-flight": inFlight } = given;
const atATime = 50;
const sockets = [];
let isClosing = false;

function giveUp(why) {
    console.error(`client.js: ${why}`);
    process.exit(1);
}

async function connectOne() {
    const socket = io(`http://127.0.0.1:${given.port}`, {
        transports: ["websocket"], forceNew: true, reconnection: false,
    });
    sockets.push(socket);
    socket.on("connect_error", (why) => giveUp(`a client could not connect: ${why.message}`));
    socket.on("disconnect", (why) => { if (!isClosing) giveUp(`a client was disconnected: ${why}`); });
    await new Promise((resolve) => socket.on("connect", resolve));
}

async function growTo(size) {
    while (sockets.length < size)
        await Promise.all(Array.from({ length: Math.min(atATime, size - sockets.length) }, connectOne));
}

function close() {
    isClosing = true;
    for (const socket of sockets) socket.disconnect();
}

const payloadOf = (sender, operation) => `${sender}:${operation}:`.padEnd(32, "x");

const cpu = () => {
    const { user, system } = process.cpuUsage();
    return user + system;
};

// Warm-up and measured phase: operations flow on from one to the other.
const phases = {
    completed: 0, measured: 0, begin: performance.now(), cpuBegin: cpu(), elapsed: 0, used: 0, isOver: false,
    complete() {
        if (++this.completed === given.warmup) {
            this.begin = performance.now();
            this.cpuBegin = cpu();
        }
        if (this.isOver || this.completed <= given.warmup) return !this.isOver;
        this.measured = this.completed - given.warmup;
        this.elapsed = (performance.now() - this.begin) / 1000;
        this.isOver = this.measured === given.operations || this.elapsed > given.seconds;
        if (this.isOver) this.used = cpu() - this.cpuBegin;
        return !this.isOver;
    },
    report() {
        console.log(JSON.stringify({
            operations: this.measured,
            operations_per_second: this.measured / this.elapsed,
            client_cpu_us_per_op: this.used / this.measured,
        }));
        close();
    },
};

async function echo() {
    await growTo(connections);
    const sent = sockets.map(() => 0);
    let waiting = 0;
    const ask = (at) => {
        ++waiting;
        const text = payloadOf(at, sent[at]++);
        sockets[at].emit("echo", text, (answer) => {
            if (answer !== text) giveUp(`'${answer}' came for '${text}'`);
            --waiting;
            if (phases.complete()) ask(at);
            else if (waiting === 0) phases.report();
        });
    };
    for (let at = 0; at < connections; ++at)
        for (let count = 0; count < inFlight; ++count) ask(at);
}

async function broadcast() {
    await growTo(connections);
    const heard = sockets.map(() => 0);
    let sent = 0;
    let delivered = 0;
    let waiting = 0;
    const send = () => {
        waiting += connections;
        sockets[0].emit("b", payloadOf(0, sent++));
    };
    sockets.forEach((socket, at) => socket.on("b", (text) => {
        if (text !== payloadOf(0, heard[at]++)) giveUp(`'${text}' came out of order`);
        --waiting;
        const goesOn = phases.complete();
        if (++delivered % connections === 0 && goesOn) send();
        if (waiting === 0) phases.report();
    }));
    for (let count = 0; count < inFlight; ++count) send();
}

async function idle() {
    const reading = async (size) => {
        await growTo(size);
        await delay(given.rest * 1000);
        return process.memoryUsage.rss();
    };
    const [before, after] = [await reading(given.first), await reading(connections)];
    console.log(JSON.stringify({
        client_bytes_per_connection: Math.round((after - before) / (connections - given.first)),
    }));
    close();
}

const run = { echo, broadcast, idle }[scenario];
if (run) run();
else giveUp(`there is no scenario ${scenario}`);
