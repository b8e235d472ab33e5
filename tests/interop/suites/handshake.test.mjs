// SPDX-License-Identifier: MIT
import assert from "node:assert/strict";
import { describe } from "node:test";

import { ask, connectClient, makeClient, received } from "../harness/clients.mjs";
import { test, useServer } from "../harness/fixture.mjs";
import { engineRequest } from "../harness/http.mjs";
import { openSession, PollingSession, RawWebSocket } from "../harness/raw_sessions.mjs";

const defaults = useServer();
const handshakeKeys = ["sid", "upgrades", "pingInterval", "pingTimeout", "maxPayload"];

test("the polling handshake is an open packet alone, with the defaults of Node", async () => {
    const answer = await engineRequest(defaults.current, { EIO: 4, transport: "polling" });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers["content-type"], "text/plain; charset=UTF-8");
    assert.equal(answer.headers["cache-control"], "no-store");
    assert.equal(Number(answer.headers["content-length"]), Buffer.byteLength(answer.body));
    assert.equal(answer.headers["access-control-allow-origin"], undefined);
    assert.equal(answer.headers["set-cookie"], undefined);
    assert.equal(answer.body[0], "0");

    const { sid, ...rest } = JSON.parse(answer.body.slice(1));
    assert.match(sid, /^[A-Za-z0-9_-]{20}$/);
    assert.deepEqual(rest, {
        upgrades: ["websocket"], pingInterval: 25000, pingTimeout: 20000, maxPayload: 1000000,
    });
});

test("the keys of the handshake come in Node's order", async () => {
    const { handshake } = await PollingSession.open(defaults.current);
    assert.deepEqual(Object.keys(handshake), handshakeKeys);
});

test("a WebSocket handshake offers no upgrade", async () => {
    const { handshake } = await RawWebSocket.open(defaults.current);
    assert.deepEqual(Object.keys(handshake), handshakeKeys);
    assert.deepEqual(handshake.upgrades, []);
    assert.match(handshake.sid, /^[A-Za-z0-9_-]{20}$/);
});

test("session ids are never the same", async () => {
    const sessions = await Promise.all(
        Array.from({ length: 50 }, () => PollingSession.open(defaults.current)));
    assert.equal(new Set(sessions.map((session) => session.sid)).size, 50);
});

test("the cache-busting parameter t and the order of the query do not matter", async () => {
    const answer = await engineRequest(
        defaults.current, { t: "abc123", transport: "polling", EIO: 4, b64: 1 });
    assert.equal(answer.status, 200);
});

for (const transport of ["polling", "websocket"]) {
    test(`CONNECT over ${transport} is answered with exactly a sid`, async () => {
        const session = await openSession(defaults.current, transport);
        await session.send("40");
        const answer = await session.next();
        assert.match(answer, /^40\{/);
        const payload = JSON.parse(answer.slice(2));
        assert.deepEqual(Object.keys(payload), ["sid"]);
        assert.notEqual(payload.sid, session.sid, "the id of the session must stay private");
        assert.equal(await session.next(), '42["auth",{}]');
        await defaults.current.event({ event: "connection", nsp: "/", id: payload.sid });
    });

    test(`CONNECT over ${transport} to a custom namespace carries auth`, async () => {
        const session = await openSession(defaults.current, transport);
        await session.send('40/custom,{"token":"123","list":[1,{"a":null}]}');
        assert.match(await session.next(), /^40\/custom,\{"sid":"[A-Za-z0-9_-]{20}"\}$/);
        assert.equal(
            await session.next(), '42/custom,["auth",{"token":"123","list":[1,{"a":null}]}]');
    });

    test(`CONNECT over ${transport} to an unknown namespace is refused, not closed`, async () => {
        const session = await openSession(defaults.current, transport);
        await session.send("40/random,");
        assert.equal(await session.next(), '44/random,{"message":"Invalid namespace"}');
        await session.join("/admin");
    });
}

test("a namespace is asked for by its exact name, query included", async () => {
    const session = await RawWebSocket.open(defaults.current);
    session.send("40/admin?x=1,");
    assert.equal(await session.next(), '44/admin?x=1,{"message":"Invalid namespace"}');
    session.send("40/Admin,");
    assert.equal(await session.next(), '44/Admin,{"message":"Invalid namespace"}');
});

test("the comma after the namespace may be missing in a CONNECT", async () => {
    const session = await RawWebSocket.open(defaults.current);
    session.send("40/admin");
    assert.match(await session.next(), /^40\/admin,\{"sid":/);
});

test("the server knows address, headers, query and auth of a client", async () => {
    const client = await connectClient(defaults.current, {
        nsp: "/admin", auth: { token: "t" }, query: { probe: "a b" },
        extraHeaders: { "X-Probe": "yes" }, transports: ["polling"],
    });
    const [seen] = await ask(client, "handshake");
    assert.equal(seen.headers["x-probe"], "yes");
    assert.equal(seen.query.probe, "a b");
    assert.equal(seen.query.EIO, "4");
    assert.equal(seen.query.transport, "polling");
    assert.deepEqual(seen.auth, { token: "t" });
    assert.equal(seen.address, "127.0.0.1");
    assert.match(seen.url, /^\/socket\.io\/\?/);
    assert.equal(seen.secure, false);
    assert.equal(seen.xdomain, false);
    assert.ok(Math.abs(seen.issued - Date.now()) < 3600_000, "issued is in milliseconds");
});

test("a request with an Origin header is of another domain", async () => {
    const client = await connectClient(defaults.current, {
        nsp: "/admin", transports: ["websocket"], extraHeaders: { Origin: "http://a.example" },
    });
    const [seen] = await ask(client, "handshake");
    assert.equal(seen.xdomain, true);
    assert.equal(seen.headers.origin, "http://a.example");
});

test("the official client gets the refusal of an unknown namespace", async () => {
    const client = makeClient(defaults.current, { nsp: "/nowhere" });
    const [error] = await received(client, "connect_error");
    assert.equal(error.message, "Invalid namespace");
    assert.equal(error.data, undefined);
    assert.equal(client.active, false);
});

describe("options", () => {
    const tuned = useServer({
        pingInterval: 1234, pingTimeout: 4321, maxHttpBufferSize: 5555, transports: "polling",
    });
    const moved = useServer({ path: "/x" });
    const websocketOnly = useServer({ transports: "websocket" });

    test("are announced in the handshake", async () => {
        const { handshake } = await PollingSession.open(tuned.current);
        assert.equal(handshake.pingInterval, 1234);
        assert.equal(handshake.pingTimeout, 4321);
        assert.equal(handshake.maxPayload, 5555);
        assert.deepEqual(handshake.upgrades, []);
    });

    test("transports: one that is off is unknown", async () => {
        const answer = await engineRequest(
            websocketOnly.current, { EIO: 4, transport: "polling" });
        assert.equal(answer.status, 400);
        assert.equal(answer.body, '{"code":0,"message":"Transport unknown"}');
        const { handshake } = await RawWebSocket.open(websocketOnly.current);
        assert.deepEqual(handshake.upgrades, []);
    });

    test("path moves the server", async () => {
        const client = await connectClient(moved.current, { path: "/x" });
        assert.deepEqual(await ask(client, "message-with-ack", 1), [1]);
        const elsewhere = await engineRequest(moved.current, { EIO: 4, transport: "polling" });
        assert.equal(elsewhere.status, 404);
    });
});
