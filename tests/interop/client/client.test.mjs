// SPDX-License-Identifier: MIT
//
// Our client, and servers of both languages.
import assert from "node:assert/strict";

import { BreakingProxy } from "../harness/breaking_proxy.mjs";
import { connectClient, ask } from "../harness/clients.mjs";
import { ownServer, test, useServer } from "../harness/fixture.mjs";
import { testConnecting } from "./connecting.mjs";
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

testConnecting(ways, fixture, "Invalid namespace");

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
    client.emit("message", 1);
    assert.deepEqual((await client.next({ is: "event", name: "message-back" })).args, [1]);
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
