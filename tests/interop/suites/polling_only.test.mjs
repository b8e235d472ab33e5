// SPDX-License-Identifier: MIT
import assert from "node:assert/strict";

import { ask, connectClient, received, transportOf } from "../harness/clients.mjs";
import { test, useServer } from "../harness/fixture.mjs";
import { openSession } from "../harness/raw_sessions.mjs";

const server = useServer();
const polling = { transports: ["polling"] };

test("an official client echoes over polling alone", async () => {
    const client = await connectClient(server.current, polling);
    client.emit("message", "hello", 1, null, { a: ["b"] });
    assert.deepEqual(await received(client, "message-back"), ["hello", 1, null, { a: ["b"] }]);
    assert.equal(transportOf(client), "polling");
});

test("a client that must not upgrade stays on polling", async () => {
    const client = await connectClient(server.current, { upgrade: false });
    assert.deepEqual(await ask(client, "message-with-ack", "x"), ["x"]);
    assert.equal(transportOf(client), "polling");
});

test("2000 events each way keep their order", async () => {
    const client = await connectClient(server.current, polling);
    const numbers = [];
    client.on("number", (number) => numbers.push(number));
    for (let i = 0; i < 2000; i++) client.emit("number", i);
    assert.deepEqual(await ask(client, "send-numbers", 0, 2000, 50), [2000]);
    assert.deepEqual(numbers, Array.from({ length: 2000 }, (_unused, index) => index));
    assert.deepEqual(await ask(client, "numbers-seen"), [{ received: 2000, in_order: true }]);
});

test("packets that wait for a poll leave in one payload, in order", async () => {
    const session = await openSession(server.current, "polling");
    await session.join("/admin");
    await session.post('42/admin,["message",1]\x1e42/admin,["message",2]\x1e'
        + '42/admin,3["message-with-ack","\u20ac"]');
    const answer = await session.poll();
    assert.equal(answer.status, 200);
    assert.equal(answer.body,
        '42/admin,["message-back",1]\x1e42/admin,["message-back",2]\x1e43/admin,3["\u20ac"]');
    assert.equal(Number(answer.headers["content-length"]), Buffer.byteLength(answer.body));
});

test("a parked poll is answered as soon as there is something", async () => {
    const session = await openSession(server.current, "polling");
    await session.join("/admin");
    const parked = session.poll();
    await session.post('42/admin,["message","now"]');
    assert.equal((await parked).body, '42/admin,["message-back","now"]');
});

test("text of every plane of Unicode survives", async () => {
    const client = await connectClient(server.current, polling);
    const text = "ascii \u00e9 \u20ac \u{1f600} \u2028 \u0000 \u001e \" \\ end";
    assert.deepEqual(await ask(client, "message-with-ack", text, { [text]: text }),
        [text, { [text]: text }]);
});
