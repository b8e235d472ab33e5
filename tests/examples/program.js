// SPDX-License-Identifier: MIT
// An example as a child process, and the official client to talk to it.
"use strict";

const assert = require("node:assert/strict");
const { spawn } = require("node:child_process");
const { once } = require("node:events");
const { after } = require("node:test");
const { io } = require("socket.io-client");

const folder = process.env.EXAMPLES;
assert.ok(folder, "EXAMPLES is the folder of the built examples");
/** How many shards the examples have that can be told. */
const shards = process.env.SOCKETIOTA_SHARDS ?? "1";

/** Starts examples/NAME; `output` grows, `ended` resolves to its exit status or signal. */
function start(name, ...args) {
    const child = spawn(`${folder}/${name}/${name}`, args);
    const program = { child, output: "", errors: "" };
    child.stdout.on("data", (data) => (program.output += data));
    child.stderr.on("data", (data) => (program.errors += data));
    program.ended = once(child, "close").then(([code, signal]) => signal ?? code);
    program.stop = (signal = "SIGTERM") => {
        child.kill(signal);
        return program.ended;
    };
    after(() => program.stop("SIGKILL"));
    return program;
}

/** Resolves to a line that the program writes, once it has. */
async function line(program, number = 0) {
    while (program.output.split("\n").length < number + 2)
        await Promise.race([
            once(program.child.stdout, "data"),
            program.ended.then((how) => assert.fail(`it ended (${how}): ${program.errors}`)),
        ]);
    return program.output.split("\n")[number];
}

/** Starts an example on a free port; `url` is where it says it is. */
async function serve(name, ...args) {
    const program = start(name, "0", shards, ...args);
    const found = new RegExp(`^${name} is on (http://localhost:\\d+)$`).exec(await line(program));
    assert.ok(found, `the first line of ${name}: ${program.output}`);
    program.url = found[1];
    return program;
}

/** A client that tries until the program listens; fails if the program ends before. */
async function connect(program, url, options = {}) {
    const socket = io(url, { reconnectionDelay: 20, reconnectionDelayMax: 100, ...options });
    after(() => socket.disconnect());
    const ended = program.ended.then((how) =>
        assert.ok(socket.connected, `it ended (${how}): ${program.errors}`),
    );
    await Promise.race([once(socket, "connect"), ended]);
    return socket;
}

module.exports = { connect, line, serve, shards, start };
