// SPDX-License-Identifier: MIT
import assert from "node:assert/strict";

import { ask, connectClient, received, transportOf } from "../harness/clients.mjs";
import { test, useServer } from "../harness/fixture.mjs";
import { RawWebSocket } from "../harness/raw_sessions.mjs";

const server = useServer();
const websocket = { transports: ["websocket"] };

test("an official client echoes over WebSocket alone", async () => {
    const client = await connectClient(server.current, websocket);
    client.emit("message", "hello", 1, null, { a: ["b"] });
    assert.deepEqual(await received(client, "message-back"), ["hello", 1, null, { a: ["b"] }]);
    assert.equal(transportOf(client), "websocket");
});

test("10000 events each way keep their order", async () => {
    const client = await connectClient(server.current, websocket);
    const numbers = [];
    client.on("number", (number) => numbers.push(number));
    for (let i = 0; i < 10_000; i++) client.emit("number", i);
    assert.deepEqual(await ask(client, "send-numbers", 0, 10_000, 100), [10_000]);
    assert.deepEqual(numbers, Array.from({ length: 10_000 }, (_unused, index) => index));
    assert.deepEqual(await ask(client, "numbers-seen"), [{ received: 10_000, in_order: true }]);
});

test("one packet is one message", async () => {
    const session = await RawWebSocket.open(server.current);
    await session.join("/admin");
    session.send('42/admin,["message",1]');
    session.send('42/admin,["message",2]');
    assert.equal(await session.next(), '42/admin,["message-back",1]');
    assert.equal(await session.next(), '42/admin,["message-back",2]');
});

test("a record separator does not split a WebSocket message", async () => {
    const session = await RawWebSocket.open(server.current);
    await session.join("/admin");
    session.send('42/admin,["message","a\\u001eb"]');
    assert.deepEqual(JSON.parse((await session.next()).slice("42/admin,".length)),
        ["message-back", "a\u001eb"]);
});

test("text of every plane of Unicode survives", async () => {
    const client = await connectClient(server.current, websocket);
    const text = "ascii \u00e9 \u20ac \u{1f600} \u2028 \u0000 \u001e \" \\ end";
    assert.deepEqual(await ask(client, "message-with-ack", text, { [text]: text }),
        [text, { [text]: text }]);
});

test("WebSocket pings are answered with their payload", async () => {
    const session = await RawWebSocket.open(server.current);
    const pong = session.nextPong();
    session.ping("are you there");
    assert.equal(await pong, "are you there");
});

test("the first subprotocol that the client offers is taken", async () => {
    const query = { EIO: 4, transport: "websocket" };
    const session = await RawWebSocket.upgrade(
        server.current, query, { protocols: ["first", "second"] });
    assert.equal(session.protocol, "first");
    assert.equal((await session.next())[0], "0");
});

test("compression that is off is not negotiated", async () => {
    const query = { EIO: 4, transport: "websocket" };
    const session = await RawWebSocket.upgrade(
        server.current, query, { perMessageDeflate: true });
    assert.equal(session.extensions, "");
    assert.equal((await session.next())[0], "0");
});

test("a message in fragments is one packet", async () => {
    const session = await RawWebSocket.open(server.current);
    await session.join("/admin");
    session.sendFragments(["42/ad", 'min,["message",', '"in three"', "]"]);
    assert.equal(await session.next(), '42/admin,["message-back","in three"]');
});
