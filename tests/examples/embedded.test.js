// SPDX-License-Identifier: MIT
"use strict";

const assert = require("node:assert/strict");
const { once } = require("node:events");
const { test } = require("node:test");
const { connect, start } = require("./program.js");

test("embedded counts down, asks and answers beside its clock, and ends by itself", async () => {
    const embedded = start("embedded");
    const socket = await connect(embedded, "http://localhost:3001");
    const [uptime] = await once(socket, "uptime");
    assert.ok(uptime >= 1);

    const counted = [];
    socket.on("count", (left) => counted.push(left));
    socket.once("go?", (answer) => answer(true));
    assert.equal(await socket.timeout(10000).emitWithAck("launch", 2), "lift-off");
    assert.deepEqual(counted, [2, 1]);

    socket.once("go?", (answer) => answer(false));
    assert.equal(await socket.timeout(10000).emitWithAck("launch", 0), "called off");

    socket.once("go?", (answer) => answer("perhaps"));
    const { error } = await socket.timeout(10000).emitWithAck("launch", 0);
    assert.equal(typeof error, "string");

    const lost = once(socket, "disconnect");
    assert.equal(await embedded.stop("SIGINT"), 0);
    await lost;
});
