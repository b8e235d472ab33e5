// SPDX-License-Identifier: MIT
"use strict";

const assert = require("node:assert/strict");
const { test } = require("node:test");
const { connect, serve } = require("./program.js");

/** Resolves when the socket has heard `count` more prices, to the numbers in them. */
function prices(socket, count) {
    return new Promise((done) => {
        const numbers = [];
        const listen = ({ share, price, number }) => {
            assert.equal(share, socket.share);
            assert.ok(price > 0);
            numbers.push(number);
            if (numbers.length < count) return;
            socket.off("price", listen);
            done(numbers);
        };
        socket.on("price", listen);
    });
}

test("many clients hear each price of their share and no other", async () => {
    const ticker = await serve("ticker");
    const shares = ["IOTA", "EPSILON", "OMEGA"];
    const everybody = await Promise.all(
        Array.from({ length: 30 }, async (_, index) => {
            const socket = await connect(ticker, ticker.url, { forceNew: true });
            socket.share = shares[index % shares.length];
            const heard = prices(socket, 100);
            assert.equal(await socket.timeout(20000).emitWithAck("follow", socket.share), true);
            return heard;
        }),
    );
    for (const numbers of everybody)
        for (let at = 1; at < numbers.length; at++) assert.ok(numbers[at] > numbers[at - 1]);
    const stranger = await connect(ticker, ticker.url, { forceNew: true });
    assert.equal(await stranger.timeout(20000).emitWithAck("follow", "ACME"), false);
    assert.match(await (await fetch(ticker.url)).text(), /<title>ticker<\/title>/);
    assert.equal(await ticker.stop(), 0);
});

test("who is slow gets the newest price instead of all that it has missed", async () => {
    const ticker = await serve("ticker");
    const fast = await connect(ticker, ticker.url, { transports: ["websocket"] });
    fast.share = "IOTA";
    await fast.timeout(20000).emitWithAck("follow", "IOTA");

    // A polling client that polls when we say so: as slow as can be.
    const session = `${ticker.url}/socket.io/?EIO=4&transport=polling`;
    const opened = JSON.parse((await (await fetch(session)).text()).slice(1));
    const url = `${session}&sid=${opened.sid}`;
    const send = async (body) =>
        assert.equal((await fetch(url, { method: "POST", body })).status, 200);
    const poll = async () => (await (await fetch(url)).text()).split("\x1e");
    const numbers = (packets) =>
        packets
            .filter((packet) => packet.startsWith("42"))
            .map((packet) => JSON.parse(packet.slice(2))[1].number);
    await send("40");
    await poll();
    await send('421["follow","IOTA"]');
    assert.notDeepEqual(numbers(await poll()), [], "the first price comes for certain");

    const passed = await prices(fast, 200); // which the slow one does not fetch
    const packets = await poll();
    const [number, ...more] = numbers(packets);
    assert.deepEqual(more, [], "no backlog");
    // Not newer than the last: with shards the two clients' newest differ by what is between shards.
    const half = passed[passed.length / 2];
    assert.ok(number > half, `${number} is newer than ${half}, which passed by long ago`);
    assert.equal(await ticker.stop(), 0);
});
