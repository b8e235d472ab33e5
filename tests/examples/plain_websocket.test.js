// SPDX-License-Identifier: MIT
"use strict";

const assert = require("node:assert/strict");
const { once } = require("node:events");
const { test } = require("node:test");
const WebSocket = require("ws");
const { connect, shards, start } = require("./program.js");

async function open(path) {
    const socket = new WebSocket(`ws://localhost:3002${path}`);
    await once(socket, "open");
    return socket;
}

test("plain WebSockets, routes and Socket.IO share a port", async () => {
    const program = start("plain_websocket", shards);
    const beside = await connect(program, "http://localhost:3002");
    assert.equal(
        await beside.timeout(10000).emitWithAck("hello"), "hello, beside plain WebSockets");

    const [ann, bob, other] =
        await Promise.all(["/feed/news", "/feed/news", "/feed/sport"].map(open));
    const heard = Promise.all([ann, bob].map((socket) => once(socket, "message")));
    let wrong = 0;
    other.on("message", () => ++wrong);
    ann.send("line");
    for (const [data, isBinary] of await heard) {
        assert.equal(data.toString(), "line");
        assert.equal(isBinary, false);
    }
    const pong = once(other, "pong");
    other.ping("still there?");
    assert.equal((await pong)[0].toString(), "still there?");
    assert.equal(wrong, 0);

    const count = await fetch("http://localhost:3002/topics/news");
    assert.deepEqual(await count.json(), { listeners: 2 });
    assert.equal((await fetch("http://localhost:3002/topics/nothing")).status, 404);
    assert.equal((await fetch("http://localhost:3002/feed/news")).status, 426);

    const closed = once(bob, "close");
    bob.close(4000, "bye");
    assert.equal((await closed)[0], 4000);
    const ended = Promise.all([ann, other].map((socket) => once(socket, "close")));
    assert.equal(await program.stop(), 0);
    for (const [code] of await ended)
        assert.equal(code, 1001);
});
