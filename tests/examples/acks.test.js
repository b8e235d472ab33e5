// SPDX-License-Identifier: MIT
"use strict";

const assert = require("node:assert/strict");
const { once } = require("node:events");
const { test } = require("node:test");
const { connect, serve } = require("./program.js");

async function open() {
    const acks = await serve("acks");
    const socket = await connect(acks, acks.url);
    const ask = (...event) => socket.timeout(10000).emitWithAck(...event);
    return { acks, socket, ask };
}

test("an answer is what the handler returns, or null, several values or an error", async () => {
    const { socket, ask } = await open();
    assert.equal(await ask("price", "soup"), 4.5);
    assert.equal(await ask("price", "stars"), null);

    const split = (...args) =>
        new Promise((done) => socket.emit("split", ...args, (...answer) => done(answer)));
    assert.deepEqual(await split(100, 3), [33, 1]);
    for (const wrong of [[100, 0], [100, "three"], [100]]) {
        const [{ error }] = await split(...wrong);
        assert.ok(error.length > 0, `${wrong}: ${error}`);
    }
});

test("the server asks back, others are served meanwhile, and silence is no", async () => {
    const { socket, ask } = await open();
    socket.once("bread?", async (answer) => {
        assert.equal(await ask("price", "cake"), 3); // order is waiting for us
        answer(true);
    });
    assert.equal(await ask("order", "soup"), "soup with bread");

    socket.once("bread?", (answer) => answer(false));
    assert.equal(await ask("order", "soup"), "soup");

    const asked = once(socket, "bread?");
    assert.equal(await ask("order", "cake"), "cake");
    await asked;

    socket.once("bread?", (answer) => answer("perhaps"));
    assert.equal(await ask("order", "soup"), "soup");
});

test("everybody is asked, and those who answer in time count", async () => {
    const { acks, socket, ask } = await open();
    const other = await connect(acks, acks.url, { forceNew: true });
    for (const each of [socket, other])
        each.once("more?", (dish, answer) => answer(dish === "cake"));
    assert.equal(await ask("more", "cake"), 2);

    socket.once("more?", (dish, answer) => answer(dish === "cake"));
    other.once("more?", (dish, answer) => answer(dish !== "cake"));
    assert.equal(await ask("more", "cake"), 1);

    socket.once("more?", (dish, answer) => answer(dish === "cake"));
    other.once("more?", () => {}); // says nothing
    assert.equal(await ask("more", "cake"), 1);
});

test("an answer may come later, and the program ends when it is told to", async () => {
    const { acks, ask } = await open();
    const slow = ask("cook", 20);
    assert.equal(await ask("price", "soup"), 4.5);
    assert.equal(await slow, "ready");
    assert.ok((await ask("cook", 256)).error.length > 0, "no oven does that");
    assert.equal(await acks.stop("SIGINT"), 0);
});
