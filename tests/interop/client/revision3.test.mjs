// SPDX-License-Identifier: MIT
//
// Our client as one of Engine.IO 3: beside the official server of Socket.IO 2, and those of both
// languages that let such clients in.
import assert from "node:assert/strict";
import { once } from "node:events";
import { describe } from "node:test";

import WebSocket from "ws";

import { BreakingProxy } from "../harness/breaking_proxy.mjs";
import { within } from "../harness/deadline.mjs";
import { ownServer, test, useServer } from "../harness/fixture.mjs";
import { serverKind } from "../harness/server.mjs";
import { OurClient, bytes } from "./ours.mjs";
import { testWays, upgrades } from "./ways.mjs";

const isOld = serverKind === "node-2";
const fixture = useServer({ allowEio3: true });
const ways = {
    "polling": { transports: ["polling"] },
    "websocket": { transports: ["websocket"] },
    "an upgrade": {},
    "polling, all of it text": { transports: ["polling"], forceBase64: true },
    "websocket, all of it text": { transports: ["websocket"], forceBase64: true },
    "an upgrade, all of it text": { forceBase64: true },
};
const three = { revision: 3 };

const connect = (t, options, nsp) =>
    OurClient.connected(t, fixture.current.url, { ...three, ...options }, nsp);
/** A server of its own, which lets such clients in. */
const another = (t, options) => ownServer(t, { allowEio3: true, ...options });

testWays(ways, fixture, { server: { allowEio3: true }, client: three }, (options) => {
    test("its pings keep the session, and it ends without answers", async (t) => {
        const server = await another(t, { pingInterval: 100, pingTimeout: 1500 });
        const proxy = await BreakingProxy.start(t, server);
        const client = await OurClient.connected(t, proxy.url, options);
        if (upgrades(options)) await client.next({ is: "upgrade" });
        const silent = new WebSocket(`${server.url}/socket.io/?EIO=3&transport=websocket`);
        await within(once(silent, "close"), "the server to end one that does not ping");
        assert.deepEqual(await client.ask("message-with-ack", 1), [1]);
        assert.deepEqual(client.said({ is: "disconnect" }), []);
        proxy.hold();
        proxy.stall();
        await client.next({ is: "disconnect", reason: "ping timeout" });
    });
});

test("ids are those of the server", async (t) => {
    const client = await connect(t);
    client.join("/custom");
    const { id } = await client.next({ is: "connect", nsp: "/custom" });
    assert.equal(id, `/custom#${client.id}`);
    for (const each of [client.id, id]) await fixture.current.event({ event: "connection", id: each });
});

test("a namespace may be joined without a socket for the one that all are in", async (t) => {
    const client = await connect(t, {}, "/custom");
    client.do("emit", { nsp: "/custom", event: "message", args: [1, bytes("00")] });
    const { args } = await client.next({ is: "event", nsp: "/custom", name: "message-back" });
    assert.deepEqual(args, [1, bytes("00")]);
    client.join("/"); // later
    await client.next({ is: "connect", nsp: "/" });
    assert.deepEqual(await client.ask("message-with-ack", 2), [2]);
    client.do("disconnect", { nsp: "/custom" });
    await client.next({ is: "disconnect", nsp: "/custom" });
    assert.deepEqual(await client.ask("message-with-ack", 3), [3]);
    const mark = client.mark();
    client.do("connect", { nsp: "/custom" });
    await client.next({ is: "connect", nsp: "/custom" }, mark);
});

test("the query comes with requests and namespaces", async (t) => {
    const query = { token: "secret", "na me": "\u00e4&=,?" };
    const client = await connect(t, { query }, "/guarded");
    client.join("/");
    const [handshake] = await client.ask("handshake");
    assert.equal(handshake.query["na me"], query["na me"]);
    client.do("ask", { nsp: "/guarded", event: "handshake", args: [], number: 100 });
    const { args: [inside] } = await client.next({ is: "answer", number: 100 });
    const { token, "na me": name } = isOld ? inside.query : inside.auth;
    assert.deepEqual({ token, "na me": name }, query);
});

test("namespaces refuse", async (t) => {
    const client = await connect(t, { query: { token: "wrong" } });
    client.join("/nowhere");
    const unknown = await client.next({ is: "connect_error", nsp: "/nowhere" });
    assert.deepEqual([unknown.stage, unknown.message, unknown.active], ["nsp", "Invalid namespace", false]);
    client.join("/guarded");
    const refused = await client.next({ is: "connect_error", nsp: "/guarded" });
    assert.equal(refused.stage, "nsp");
    if (isOld) assert.equal(refused.message, "not allowed");
    else assert.deepEqual(refused.data, { code: 401, why: "bad token" });
    assert.deepEqual(await client.ask("message-with-ack", 1), [1]);
});

test("packets are compressed", async (t) => {
    const server = await another(t, { perMessageDeflate: 100 });
    const client = await OurClient.connected(t, server.url, { ...three, transports: ["websocket"] });
    for (const size of [10, 1000, 100_000])
        assert.deepEqual(
            await client.ask("message-with-ack", "ab".repeat(size), bytes("00".repeat(size))),
            ["ab".repeat(size), bytes("00".repeat(size))]);
    const [{ headers }] = await client.ask("handshake");
    assert.match(headers["sec-websocket-extensions"], /^permessage-deflate/);
});

if (isOld || serverKind === "socketiota") test("msgpack", async (t) => {
    const server = await another(t, { parser: "msgpack" });
    const client = await OurClient.connected(t, server.url, { ...three, parser: "msgpack" });
    const args = [1, "two", { three: [null] }, bytes("0001ff")];
    assert.deepEqual(await client.ask("message-with-ack", ...args), args);
    client.join("/custom");
    await client.next({ is: "connect", nsp: "/custom" });
});

if (isOld) describe("Socket.IO 2", () => {
    test("the data of a refusal may be anything", async (t) => {
        const client = new OurClient(t, fixture.current.url, { ...three, query: { detailed: "yes" } });
        client.join("/guarded");
        const { data, active } = await client.next({ is: "connect_error" });
        assert.deepEqual([data, active], [[401, "bad token"], false]);
    });

    test("who is refused by / hears it in other namespaces too", async (t) => {
        const server = await ownServer(t, { guardedRoot: true });
        const client = new OurClient(t, server.url, { ...three });
        client.join("/custom");
        const refused = await client.next({ is: "connect_error", nsp: "/custom" });
        assert.deepEqual([refused.stage, refused.message], ["nsp", "not allowed"]);
        client.join("/");
        const allowed = await OurClient.connected(
            t, server.url, { ...three, query: { token: "secret" } }, "/custom");
        allowed.join("/");
        await allowed.next({ is: "connect", nsp: "/" });
    });

    test("a middleware for events says no with an event", async (t) => {
        const client = await connect(t);
        client.emit("forbidden");
        const { args } = await client.next({ is: "event", name: "error" });
        assert.deepEqual(args, ["forbidden event"]);
        assert.deepEqual(await client.ask("message-with-ack", 1), [1]);
    });

    for (const transport of ["polling", "websocket"])
        test(`a client of revision 4 is told what it is, by ${transport}`, async (t) => {
            const client = new OurClient(
                t, fixture.current.url, { transports: [transport], reconnection: false });
            client.join("/");
            const why = await client.next({ is: "connect_error" });
            assert.equal(why.stage, "engine");
            assert.match(why.message, /Socket\.IO 2.*client_options\.revision/);
        });
});
else for (const transport of ["polling", "websocket"])
    test(`a server that lets nobody of revision 3 in says so, by ${transport}`, async (t) => {
        const server = await ownServer(t);
        const client = new OurClient(
            t, server.url, { ...three, transports: [transport], reconnection: false });
        client.join("/");
        const why = await client.next({ is: "connect_error" });
        assert.equal(why.stage, "http");
        assert.match(why.message, /\(allowEIO3\)$/);
    });
