// SPDX-License-Identifier: MIT
"use strict";

const assert = require("node:assert/strict");
const { createHash, randomBytes } = require("node:crypto");
const { once } = require("node:events");
const { test } = require("node:test");
const { connect, serve } = require("./program.js");

const sha256 = (octets) => createHash("sha256").update(octets).digest("hex");

async function open() {
    const binary = await serve("binary");
    const socket = await connect(binary, binary.url);
    const ask = (...event) => socket.timeout(20000).emitWithAck(...event);
    return { binary, socket, ask };
}

test("a file goes up in chunks and comes down the same, one chunk at a time", async () => {
    const { socket, ask } = await open();
    const file = randomBytes(3_000_017);
    for (let at = 0; at < file.length; at += 65536) {
        const part = file.subarray(at, at + 65536);
        assert.equal(await ask("put", part), at + part.length);
    }

    const parts = [];
    let waiting = 0;
    socket.on("chunk", async (part, taken) => {
        assert.equal(waiting++, 0, "the next chunk comes when this one was taken");
        // By the answer to this, whatever the server had sent before would be here. It also
        // changes the locker, which must not change the download.
        await ask("put", Buffer.from("more"));
        parts.push(part);
        waiting--;
        taken();
    });
    assert.equal(await ask("get"), file.length);
    assert.equal(parts.length, Math.ceil(file.length / 65536));
    assert.equal(sha256(Buffer.concat(parts)), sha256(file));
});

test("a locker is its owner's, is emptied, and has a limit that says so", async () => {
    const { binary, ask } = await open();
    const other = await connect(binary, binary.url, { forceNew: true });
    assert.equal(await other.timeout(20000).emitWithAck("get"), 0);

    const chunk = Buffer.alloc(800_000);
    for (let kept = 1; kept <= 20; kept++) assert.equal(await ask("put", chunk), kept * 800_000);
    assert.match((await ask("put", Buffer.alloc(1))).error, /^A locker holds 16 MB/);
    assert.match((await ask("put", "text")).error, /./);
    await ask("clear");
    assert.equal(await ask("put", chunk), 800_000);
});

test("who leaves in the middle of a download takes nobody along", async () => {
    const { binary, ask } = await open();
    const leaving = await connect(binary, binary.url, { forceNew: true });
    await leaving.timeout(20000).emitWithAck("put", Buffer.from("octets"));
    leaving.emit("get");
    await once(leaving, "chunk");
    leaving.disconnect();
    assert.equal(await ask("get"), 0);
    assert.equal(await binary.stop(), 0);
});
