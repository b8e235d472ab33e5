// SPDX-License-Identifier: MIT
//
// Peers that flood, starve or lie. What counts is that everybody else goes on: after each attack
// a fresh client is served, and at the end the server leaves with 0.
import assert from "node:assert/strict";
import { afterEach } from "node:test";

import { ask, connectClient } from "../harness/clients.mjs";
import { within } from "../harness/deadline.mjs";
import { test, useServer } from "../harness/fixture.mjs";
import { engineRequest, enginePath } from "../harness/http.mjs";
import { PollingSession, RawWebSocket } from "../harness/raw_sessions.mjs";
import { rawRequest, TcpClient } from "../harness/tcp.mjs";

const server = useServer();

afterEach(async () => {
    const client = await connectClient(server.current, { nsp: "/admin" });
    assert.deepEqual(await ask(client, "message-with-ack", "served"), ["served"]);
    client.disconnect();
});

/** The server has dealt with what was sent: it answers the next event, or has closed. */
async function aliveOrClosed(session) {
    const alive = session.roundTrip("/admin").catch((error) => {
        // Closed between two steps of the round trip: `closed` settles as well.
        if (!/was closed|not open/i.test(error.message)) throw error;
        return session.closed;
    });
    await within(Promise.race([alive, session.closed]), "an answer or a close");
}

const repeat = (count, make) => Array.from({ length: count }, (_unused, index) => make(index));

test("2000 unknown namespaces: 2000 refusals", async () => {
    const session = await RawWebSocket.open(server.current);
    for (let i = 0; i < 2000; i++) session.send(`40/unknown${i},`);
    for (let i = 0; i < 2000; i++) {
        assert.equal(await session.next(), `44/unknown${i},{"message":"Invalid namespace"}`);
    }
    await session.join("/admin");
});

test("a name of a namespace of 900 kB is refused as it is", async () => {
    const session = await RawWebSocket.open(server.current);
    const name = "/" + "n".repeat(900_000);
    session.send(`40${name},`);
    assert.equal(await session.next(), `44${name},{"message":"Invalid namespace"}`);
});

test("names of Object.prototype are no namespaces, sids or events", async () => {
    const session = await RawWebSocket.open(server.current);
    for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
        session.send(`40/${name},`);
        assert.equal(await session.next(), `44/${name},{"message":"Invalid namespace"}`);
    }
    await session.join("/admin");
    for (const name of ["__proto__", "constructor", "hasOwnProperty"]) {
        session.send(`42/admin,1${JSON.stringify([name])}`);
    }
    await session.roundTrip("/admin");
});

test("300 handshakes that never connect", async () => {
    const sessions = await Promise.all(
        repeat(300, () => PollingSession.open(server.current)));
    assert.equal(new Set(sessions.map(({ sid }) => sid)).size, 300);
});

test("300 TCP connections that never say anything", async () => {
    const idle = await Promise.all(repeat(300, () => TcpClient.open(server.current)));
    const answer = await engineRequest(server.current, { EIO: 4, transport: "polling" });
    assert.equal(answer.status, 200);
    for (const raw of idle) raw.destroy();
});

test("connections that end at every octet of a handshake", async () => {
    const request = rawRequest("GET", enginePath({ EIO: 4, transport: "websocket" }), {
        "Connection": "Upgrade", "Upgrade": "websocket",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version": "13",
    });
    for (let length = 1; length <= request.length; length += 3) {
        const raw = await TcpClient.open(server.current);
        raw.write(request.slice(0, length));
        if (length % 2) raw.reset();
        else raw.destroy();
    }
});

test("3000 pings of a WebSocket are answered, or too many end it", async () => {
    const session = await RawWebSocket.open(server.current);
    await session.join("/admin");
    for (let i = 0; i < 3000; i++) session.ping(String(i));
    await aliveOrClosed(session);
});

test("3000 pongs that nobody asked for", async () => {
    const session = await RawWebSocket.open(server.current);
    await session.join("/admin");
    for (let i = 0; i < 3000; i++) session.send("3");
    await session.roundTrip("/admin");
});

test("a client that asks for 30 MB and does not read them, beside others", async () => {
    const greedy = await RawWebSocket.open(server.current);
    const id = await greedy.join("/admin");
    greedy.pause();
    for (let i = 0; i < 30; i++) greedy.send('42/admin,1["make-text",1000000]');
    const others = await connectClient(server.current, { nsp: "/admin" });
    for (let i = 0; i < 10; i++) {
        assert.deepEqual(await ask(others, "message-with-ack", i), [i]);
    }
    greedy.terminate();
    await server.current.event({ event: "disconnect", id });
});

test("JSON 100000 arrays deep ends at most its own connection", async () => {
    const session = await RawWebSocket.open(server.current);
    await session.join("/admin");
    const deep = "[".repeat(100_000) + "]".repeat(100_000);
    session.send(`42/admin,["nobody listens",${deep}]`);
    await aliveOrClosed(session);
});

test("50000 keys of one object", async () => {
    const client = await connectClient(server.current, { nsp: "/admin" });
    const many = Object.fromEntries(repeat(50_000, (index) => [`key${index}`, index]));
    assert.deepEqual(await ask(client, "message-with-ack", many), [many]);
});

test("5000 rooms of one socket", async () => {
    const client = await connectClient(server.current, { nsp: "/admin" });
    const rooms = repeat(5000, (index) => `room ${index}`);
    assert.deepEqual(await ask(client, "join", rooms), [[...rooms, client.id].sort()]);
});

test("an event name of 900 kB", async () => {
    const session = await RawWebSocket.open(server.current);
    await session.join("/admin");
    session.send(`42/admin,["${"e".repeat(900_000)}"]`);
    await aliveOrClosed(session);
});

test("a payload of 100000 packets", async () => {
    const session = await PollingSession.open(server.current);
    await session.join("/admin");
    const answer = await session.post(repeat(100_000, () => "3").join("\x1e"));
    assert.equal(answer.body, "ok");
    await session.roundTrip("/admin");
});

test("a message in 4000 empty and tiny fragments is put together", async () => {
    const session = await RawWebSocket.open(server.current);
    await session.join("/admin");
    const text = '42/admin,["message","' + "x".repeat(2000) + '"]';
    session.sendFragments([...text].flatMap((character) => [character, ""]));
    assert.equal((await session.next()).length, text.length + "-back".length);
});

test("connecting and leaving 300 times", async () => {
    for (let i = 0; i < 300; i++) {
        const session = await RawWebSocket.open(server.current);
        session.send("40/admin,");
        if (i % 2) session.terminate();
        else await session.close();
    }
});
