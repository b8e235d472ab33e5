// SPDX-License-Identifier: MIT
// Beside a server of Node: the example names no server of ours.
"use strict";

const assert = require("node:assert/strict");
const { createServer } = require("node:http");
const { once } = require("node:events");
const { after, test } = require("node:test");
const { createAdapter } = require("@socket.io/redis-adapter");
const { createClient } = require("redis");
const { Server } = require("socket.io");
const { io } = require("socket.io-client");
const { start } = require("./program.js");

async function serve() {
    const { Redis } = await import("../interop/cluster/redis.mjs");
    const redis = await Redis.start();
    const { url } = redis;
    const clients = [createClient({ url }), createClient({ url })];
    for (const client of clients) await client.on("error", () => {}).connect();
    const http = createServer();
    const server = new Server(http, { adapter: createAdapter(...clients) });
    server.on("connection", (socket) => socket.on("follow", (room, done) => done(socket.join(room))));
    await once(http.listen(0, "127.0.0.1"), "listening");
    after(async () => {
        await server.close();
        for (const client of clients) await client.quit();
        await redis.end();
    });
    return [redis, `http://127.0.0.1:${http.address().port}`];
}

test("who is in the room hears it, and nobody else", async () => {
    const [redis, url] = await serve();
    const [ann, bob] = [0, 1].map(() => io(url, { forceNew: true }));
    after(() => [ann, bob].forEach((socket) => socket.disconnect()));
    await ann.emitWithAck("follow", "lobby");
    await bob.emitWithAck("follow", "attic");
    const heard = [];
    for (const socket of [ann, bob]) socket.on("news", (text) => heard.push([socket.id, text]));

    const news = once(ann, "news");
    const first = start("emitter", redis.url, "lobby", "closing in five minutes");
    assert.equal(await first.ended, 0);
    await news;
    const last = once(bob, "news");
    assert.equal(await start("emitter", redis.url, "attic", "good night").ended, 0);
    await last;
    assert.deepEqual(heard, [[ann.id, "closing in five minutes"], [bob.id, "good night"]]);
    assert.equal(first.output + first.errors, "");
});

test("what goes wrong is one sentence", async () => {
    const usage = start("emitter", "redis://localhost");
    assert.equal(await usage.ended, 2);
    assert.match(usage.errors, /^usage: emitter URL ROOM TEXT\n$/);

    const nowhere = start("emitter", "redis://127.0.0.1:1", "lobby", "hello");
    assert.equal(await nowhere.ended, 1);
    assert.match(nowhere.errors, /^emitter: .*Redis.*127\.0\.0\.1.*\n$/);

    const wrong = start("emitter", "127.0.0.1", "lobby", "hello");
    assert.equal(await wrong.ended, 1);
    assert.match(wrong.errors, /^emitter: .*redis:\/\/.*\n$/);
});
