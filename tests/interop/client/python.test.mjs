// SPDX-License-Identifier: MIT
//
// Our client, and the server of python-socketio.
import assert from "node:assert/strict";

import { BreakingProxy } from "../harness/breaking_proxy.mjs";
import { ownServer, test, useServer } from "../harness/fixture.mjs";
import { testConnecting } from "./connecting.mjs";
import { OurClient, bytes } from "./ours.mjs";
import { testWays, upgrades } from "./ways.mjs";

const fixture = useServer();
const ways = {
    "polling": { transports: ["polling"] },
    "websocket": { transports: ["websocket"] },
    "an upgrade": {},
};

const connect = (t, options, nsp) => OurClient.connected(t, fixture.current.url, options, nsp);

testWays(ways, fixture, {}, (options) => {
    test("binary, at any depth", async (t) => {
        const client = await connect(t, options);
        const args = [{ deep: [bytes("00ff"), { a: bytes("") }] }, bytes("7f")];
        assert.deepEqual(await client.ask("message-with-ack", ...args), args);
        const octets = Array.from({ length: 1000 }, (_unused, index) => index % 251);
        assert.deepEqual(await client.ask("make-bytes", 1000),
            [bytes(Buffer.from(octets).toString("hex"))]);
    });

    test("rooms", async (t) => {
        const [one, other] = [await connect(t, options), await connect(t, options)];
        assert.deepEqual(await one.ask("join", "red"), [["red", one.id].sort()]);
        await other.ask("broadcast", { event: "news", to: "red", args: [1, "two"] });
        assert.deepEqual((await one.next({ is: "event", name: "news" })).args, [1, "two"]);
        await one.ask("broadcast", { event: "others", args: [] });
        await other.next({ is: "event", name: "others" });
        assert.deepEqual(await one.ask("leave", "red"), [[one.id]]);
        await other.ask("broadcast", { event: "news", to: "red", args: [] });
        await one.ask("message-with-ack");
        assert.equal(one.said({ is: "event", name: "news" }).length, 1);
        assert.deepEqual(one.said({ is: "event", name: "others" }), []);
    });

    test("its heartbeat keeps the session, and it notices one that ends", async (t) => {
        const server = await ownServer(t, { pingInterval: 100, pingTimeout: 1500 });
        const proxy = await BreakingProxy.start(t, server);
        const client = await OurClient.connected(t, proxy.url, options);
        if (upgrades(options)) await client.next({ is: "upgrade" });
        for (let time = 0; time < 10; ++time)
            assert.deepEqual(await client.ask("message-with-ack", time), [time]);
        assert.deepEqual(client.said({ is: "disconnect" }), []);
        proxy.hold();
        proxy.stall();
        await client.next({ is: "disconnect", reason: "ping timeout" });
    });
});

testConnecting(ways, fixture, "Unable to connect");
