// SPDX-License-Identifier: MIT
import assert from "node:assert/strict";

import { ask, connectClient, received } from "../harness/clients.mjs";
import { expected } from "../harness/differences.mjs";
import { test, useServer } from "../harness/fixture.mjs";
import { openSession, PollingSession, RawWebSocket } from "../harness/raw_sessions.mjs";

const server = useServer();
const everyOctet = Buffer.from(Array.from({ length: 256 }, (_unused, index) => index));
const attachments = (count) =>
    Array.from({ length: count }, (_unused, index) => Buffer.from([index]));

const shapes = {
    "an argument": [Buffer.from([1, 2, 3])],
    "every octet": [everyOctet],
    "an empty buffer": [Buffer.alloc(0)],
    "text that looks like a packet": [Buffer.from('42["x"]')],
    "several arguments": [Buffer.from([1]), "between", Buffer.from([2]), null, Buffer.from([3])],
    "in an object": [{ file: Buffer.from([4]), name: "x" }],
    "in an array": [[Buffer.from([5]), [Buffer.from([6])]]],
    "deep": [{ a: [{ b: { c: [1, { d: Buffer.from([7]) }] } }], e: Buffer.from([8]) }],
    "ten attachments": attachments(10),
};

for (const transport of ["polling", "websocket"]) {
    for (const [what, args] of Object.entries(shapes)) {
        test(`binary over ${transport}: ${what}, by ack and by event`, async () => {
            const client = await connectClient(server.current, { transports: [transport] });
            assert.deepEqual(await ask(client, "message-with-ack", ...args), args);
            const back = received(client, "message-back");
            client.emit("message", ...args);
            assert.deepEqual(await back, args);
        });
    }

    test(`binary over ${transport}: the server asks and is answered`, async () => {
        const client = await connectClient(server.current, { transports: [transport] });
        const asked = [{ deep: [Buffer.from("q")] }, "text"];
        client.on("question", (...questionAndAck) => {
            const ack = questionAndAck.pop();
            ack(Buffer.from("answer"), ...questionAndAck);
        });
        const answer = received(client, "answer");
        client.emit("emit-with-ack", ...asked);
        assert.deepEqual(await answer, [Buffer.from("answer"), ...asked]);
    });

    test(`binary over ${transport}: text and binary events keep their order`, async () => {
        const client = await connectClient(server.current, { transports: [transport] });
        const seen = [];
        client.on("message-back", (value) => seen.push(Buffer.isBuffer(value) ? value[0] : value));
        for (let i = 0; i < 200; i++) client.emit("message", i % 3 ? i : Buffer.from([i]));
        await ask(client, "message-with-ack");
        assert.deepEqual(seen, Array.from({ length: 200 }, (_unused, index) => index));
    });

    test(`binary over ${transport}: made by the server`, async () => {
        const client = await connectClient(server.current, { transports: [transport] });
        const [made] = await ask(client, "make-bytes", 1000);
        assert.equal(made.length, 1000);
        assert.ok(made.every((octet, index) => octet === index % 251));
    });

    test(`binary over ${transport}: ten attachments are taken, eleven close`, async () => {
        const accepted = await openSession(server.current, transport);
        const id = await accepted.join("/admin");
        const placeholders = (count) => JSON.stringify(["message-with-ack", ...Array.from(
            { length: count }, (_unused, num) => ({ _placeholder: true, num }))]);
        await accepted.send(`4510-/admin,1${placeholders(10)}`);
        for (let i = 0; i < 10; i++) {
            await accepted.send(transport === "polling" ? "bAA==" : Buffer.from([0]));
        }
        assert.match(await accepted.next(), /^4610-\/admin,1\[\{"_placeholder":true,"num":0\}/);
        for (let i = 0; i < 10; i++) await accepted.next();
        await accepted.send(`4511-/admin,2${placeholders(11)}`);
        await accepted.whenClosed();
        await server.current.event({ event: "disconnect", id, reason: "forced close" });
    });

    test(`binary over ${transport}: eleven of the server would close the client`, async () => {
        const client = await connectClient(server.current, { transports: [transport] });
        if (expected("moreAttachmentsThanClientsTake").sent) {
            const left = received(client, "disconnect");
            client.emit("make-attachments", 11);
            assert.equal((await left)[0], "parse error");
        } else {
            const heard = [];
            client.onAny((name) => { if (name !== "auth") heard.push(name); });
            client.emit("make-attachments", 11);
            await ask(client, "message-with-ack");
            assert.deepEqual(heard, []);
        }
    });

    test(`binary over ${transport}: ten attachments of the server arrive`, async () => {
        const client = await connectClient(server.current, { transports: [transport] });
        const arrived = received(client, "attachments");
        client.emit("make-attachments", 10);
        assert.deepEqual(await arrived, attachments(10));
    });
}

test("on WebSocket an attachment is a binary frame without prefix", async () => {
    const session = await RawWebSocket.open(server.current);
    await session.join("/admin");
    session.send('451-/admin,["message",{"_placeholder":true,"num":0}]');
    session.send(Buffer.from([1, 2, 3]));
    assert.equal(await session.next(),
        '451-/admin,["message-back",{"_placeholder":true,"num":0}]');
    assert.deepEqual(await session.next(), Buffer.from([1, 2, 3]));
});

test("on polling an attachment is b and base64", async () => {
    const session = await PollingSession.open(server.current);
    await session.join("/admin");
    await session.send('451-/admin,["message",{"_placeholder":true,"num":0}]\x1ebAQIDBA==');
    assert.equal((await session.poll()).body,
        '451-/admin,["message-back",{"_placeholder":true,"num":0}]\x1ebAQIDBA==');
});

test("a text frame with b and base64 is binary on WebSocket too", async () => {
    const session = await RawWebSocket.open(server.current);
    await session.join("/admin");
    session.send('451-/admin,["message",{"_placeholder":true,"num":0}]');
    session.send("bAQIDBA==");
    await session.next();
    assert.deepEqual(await session.next(), Buffer.from([1, 2, 3, 4]));
});

test("with b64=1 the server sends base64 in text frames", async () => {
    const session = await RawWebSocket.open(server.current, { b64: 1 });
    await session.join("/admin");
    session.send('42/admin,1["make-bytes",4]');
    assert.equal(await session.next(), '461-/admin,1[{"_placeholder":true,"num":0}]');
    assert.equal(await session.next(), "bAAECAw==");
});

test("one attachment may be referred to twice, or never", async () => {
    const session = await RawWebSocket.open(server.current);
    await session.join("/admin");
    session.send('452-/admin,1["message-with-ack",{"_placeholder":true,"num":1},'
        + '{"_placeholder":true,"num":1}]');
    session.send(Buffer.from("unused"));
    session.send(Buffer.from("used"));
    assert.match(await session.next(), /^462-\/admin,1\[/);
    assert.deepEqual(await session.next(), Buffer.from("used"));
    assert.deepEqual(await session.next(), Buffer.from("used"));
});

test("objects that only look like placeholders stay objects", async () => {
    const client = await connectClient(server.current);
    const lookalikes = [
        { _placeholder: false, num: 0 }, { _placeholder: "true", num: 0 }, { num: 0 },
    ];
    assert.deepEqual(await ask(client, "message-with-ack", ...lookalikes, Buffer.from([9])),
        [...lookalikes, Buffer.from([9])]);
});
