// SPDX-License-Identifier: MIT
//
// Our client, and servers of both languages.
import assert from "node:assert/strict";
import { describe } from "node:test";

import { BreakingProxy } from "../harness/breaking_proxy.mjs";
import { makeCertificate } from "../harness/certificates.mjs";
import { connectClient, ask } from "../harness/clients.mjs";
import { ownServer, test, useServer } from "../harness/fixture.mjs";
import { serverKind } from "../harness/server.mjs";
import { OurClient, bytes } from "./ours.mjs";
import { RecordingProxy } from "./recording_proxy.mjs";
import { soon, testWays, upgrades } from "./ways.mjs";

const fixture = useServer();
const ways = {
    "polling": { transports: ["polling"] },
    "websocket": { transports: ["websocket"] },
    "an upgrade": {},
};

const connect = (t, options, nsp) =>
    OurClient.connected(t, fixture.current.url, options, nsp);

testWays(ways, fixture, {}, (options) => {
    test("what is larger than the server takes is refused here", async (t) => {
        const server = await ownServer(t, { maxHttpBufferSize: 1000 });
        const client = await OurClient.connected(t, server.url, options);
        const most = "x".repeat(1000 - '42["message",""]'.length);
        client.emit("message", most);
        assert.deepEqual(
            (await client.next({ is: "event", name: "message-back" })).args, [most]);
        client.emit("message", most + "x");
        const { why } = await client.next({ is: "emitted", sent: false });
        assert.match(why, /larger than what the server takes/);
        assert.deepEqual(await client.ask("message-with-ack", 1), [1]);
    });

    // A server notices only by the heartbeat that one is gone which polls.
    if (options.transports?.[0] !== "polling") test("a broken connection is recovered", async (t) => {
        const server = await ownServer(t, { connectionStateRecovery: true });
        const proxy = await BreakingProxy.start(t, server);
        const client = await OurClient.connected(t, proxy.url, { ...options, ...soon });
        if (upgrades(options)) await client.next({ is: "upgrade" });
        const other = await connectClient(server);
        await client.ask("join", "room");
        await ask(other, "broadcast", { event: "first", args: [] });
        await client.next({ is: "event", name: "first" });
        const mark = client.mark();
        proxy.hold();
        proxy.reset();
        await client.next({ is: "disconnect" }, mark);
        await server.event({ event: "disconnect", id: client.id });
        await ask(other, "broadcast", { event: "missed", args: [1] });
        proxy.release();
        const again = await client.next({ is: "connect" }, mark);
        assert.equal(again.recovered, true);
        assert.equal(again.id, client.id);
        await client.next({ is: "event", name: "missed" }, mark);
    });
});

test("namespaces share a connection", async (t) => {
    const client = await connect(t);
    client.join("/custom");
    await client.next({ is: "connect", nsp: "/custom" });
    client.do("emit", { nsp: "/custom", event: "message", args: [1] });
    await client.next({ is: "event", nsp: "/custom", name: "message-back" });
    client.do("disconnect", { nsp: "/custom" });
    await client.next({ is: "disconnect", nsp: "/custom" });
    assert.deepEqual(await client.ask("message-with-ack", 2), [2]);
    const mark = client.mark();
    client.do("connect", { nsp: "/custom" });
    await client.next({ is: "connect", nsp: "/custom" }, mark);
});

test("an unknown namespace refuses", async (t) => {
    const client = await connect(t);
    client.join("/nowhere");
    const why = await client.next({ is: "connect_error", nsp: "/nowhere" });
    assert.equal(why.stage, "nsp");
    assert.equal(why.message, "Invalid namespace");
    assert.equal(why.active, false);
});

test("a middleware refuses, with data, and lets in who says better", async (t) => {
    const refused = new OurClient(t, fixture.current.url, { auth: { token: "wrong" } });
    refused.join("/guarded");
    const why = await refused.next({ is: "connect_error" });
    assert.deepEqual([why.message, why.data], ["not allowed", { code: 401, why: "bad token" }]);
    await connect(t, { auth: { token: "secret" } }, "/guarded");
});

test("auth is asked for at each connect", async (t) => {
    const server = await ownServer(t);
    const client = await OurClient.connected(t, server.url, { countsInAuth: true, ...soon });
    assert.deepEqual((await client.next({ is: "event", name: "auth" })).args, [{ count: 1 }]);
    const mark = client.mark();
    await server.end("SIGKILL");
    await client.next({ is: "disconnect" }, mark);
    await ownServer(t, { port: server.port });
    await client.next({ is: "connect" }, mark);
    const { args: [{ count }] } = await client.next({ is: "event", name: "auth" }, mark);
    assert.equal(count, 2);
});

test("headers and query come to the server", async (t) => {
    const client = await connect(t, {
        headers: { "x-one": "1" }, query: { "na me": "\u00e4&=" }, transports: ["websocket"],
    });
    const [handshake] = await client.ask("handshake");
    assert.equal(handshake.query["na me"], "\u00e4&=");
    assert.equal(handshake.headers["x-one"], "1");
});

test("a server without polling refuses by HTTP, and all transports are tried", async (t) => {
    const server = await ownServer(t, { transports: "websocket" });
    const refused = new OurClient(t, server.url, { reconnection: false });
    refused.join();
    const why = await refused.next({ is: "connect_error" });
    assert.deepEqual([why.stage, why.status], ["http", 400]);
    assert.match(why.message, /[Tt]ransport/);
    await OurClient.connected(t, server.url, { tryAllTransports: true });
});

test("attempts come to an end", async (t) => {
    const server = await ownServer(t);
    await server.end("SIGKILL");
    const client = new OurClient(t, server.url, { reconnectionAttempts: 2, ...soon });
    client.join();
    await client.next({ is: "reconnect_failed" });
    assert.equal(client.said({ is: "connect_error" }).length, 3);
    assert.deepEqual(client.said({ is: "reconnect_attempt" }).map(({ attempt }) => attempt), [1, 2]);
    client.end();
    await client.left();
});

test("answers that do not come in time are given up", async (t) => {
    const client = await connect(t, { ackTimeout: 50 });
    await assert.rejects(client.ask("no-such-event"), /did not answer/);
    assert.deepEqual(await client.ask("message-with-ack", 1), [1]);
});

for (const [name, options] of Object.entries(ways))
    test(`msgpack, by ${name}`, async (t) => {
        const server = await ownServer(t, { parser: "msgpack" });
        const client = await OurClient.connected(
            t, server.url, { ...options, parser: "msgpack", auth: { token: "x" } });
        const args = [1, "two", { three: [null] }, bytes("0001ff")];
        assert.deepEqual(await client.ask("message-with-ack", ...args), args);
        client.emit("message", ...args);
        assert.deepEqual((await client.next({ is: "event", name: "message-back" })).args, args);
    });

for (const [name, context] of [["without a context", {}], ["with one", { deflateContext: true }]])
    test(`compressed ${name}`, async (t) => {
        const server = await ownServer(t, { perMessageDeflate: 100, ...context });
        const client = await OurClient.connected(t, server.url, { transports: ["websocket"] });
        for (const size of [10, 1000, 100_000, 400_000])
            assert.deepEqual(
                await client.ask("message-with-ack", "ab".repeat(size), bytes("00".repeat(size))),
                ["ab".repeat(size), bytes("00".repeat(size))]);
        const [{ headers }] = await client.ask("handshake");
        assert.match(headers["sec-websocket-extensions"], /^permessage-deflate/);
    });

test("cookies are sent back", async (t) => {
    const server = await ownServer(t, { cookie: "default" });
    const proxy = await RecordingProxy.start(t, server);
    for (const withCredentials of [true, false]) {
        const client = await OurClient.connected(t, proxy.url, { withCredentials });
        await client.next({ is: "upgrade" });
        assert.deepEqual(await client.ask("message-with-ack", 1), [1]);
        client.do("destroy");
        await client.left();
        const upgrade = proxy.requests().find((head) => /^upgrade:/im.test(head));
        assert.equal(/^cookie: io=/im.test(upgrade), withCredentials);
    }
});

describe("TLS", () => {
    const { ca, tlsCertificate, tlsKey } = makeCertificate();

    for (const [name, options] of Object.entries(ways))
        test(`is verified, by ${name}`, async (t) => {
            const server = await ownServer(t, { tlsCertificate, tlsKey });
            const url = server.url.replace("127.0.0.1", "localhost");
            const client = await OurClient.connected(t, url, { ...options, ca: ca.toString() });
            assert.deepEqual(await client.ask("message-with-ack", 1), [1]);
            const refused = new OurClient(t, url, { ...options, reconnection: false });
            refused.join();
            const why = await refused.next({ is: "connect_error" });
            assert.equal(why.stage, "tls");
            await OurClient.connected(t, url, { ...options, verify: false });
        });
});
