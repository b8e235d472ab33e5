// SPDX-License-Identifier: MIT
"use strict";

const assert = require("node:assert/strict");
const { once } = require("node:events");
const { after, test } = require("node:test");
const { io } = require("socket.io-client");
const { serve } = require("./program.js");

/** A client, once it has heard the list that everybody gets first; it is `first`. */
async function open({ url }) {
    const socket = io(url, { forceNew: true });
    after(() => socket.disconnect());
    [socket.first] = await once(socket, "tasks");
    return socket;
}

test("tasks arrive as declared, at everybody, and what does not fit is refused", async () => {
    const program = await serve("typed_events");
    const ann = await open(program);
    const bob = await open(program);
    assert.deepEqual(ann.first, []);
    const ask = (...event) => ann.timeout(10000).emitWithAck(...event);

    let heard = Promise.all([ann, bob].map((each) => once(each, "tasks")));
    assert.equal(await ask("add", "buy milk", "today"), 1);
    const milk = { id: 1, text: "buy milk", due: "today", done: false };
    for (const [tasks] of await heard) assert.deepEqual(tasks, [milk]);

    heard = once(bob, "tasks");
    assert.equal(await ask("add", "sing"), 2);
    const sing = { id: 2, text: "sing", done: false };
    assert.deepEqual(await heard, [[milk, sing]]);

    heard = once(bob, "tasks");
    assert.equal(await ask("finish", 2), true);
    assert.deepEqual(await heard, [[milk, { ...sing, done: true }]]);

    assert.equal(await ask("finish", 3), false);
    assert.equal(await ask("add", ""), null);
    assert.equal(await ask("add", "x".repeat(201)), null);
    for (const wrong of [["add", 7], ["add"], ["finish", "2"], ["finish", 1.5]])
        assert.equal(typeof (await ask(...wrong)).error, "string");

    const late = await open(program);
    assert.deepEqual(late.first, [milk, { ...sing, done: true }]);
    assert.equal(await program.stop(), 0);
});
