// SPDX-License-Identifier: MIT
//
// Our client, servers of both languages, and links between them that are slow, break or go silent.
import assert from "node:assert/strict";
import { describe } from "node:test";

import { BreakingProxy } from "../harness/breaking_proxy.mjs";
import { ask, connectClient } from "../harness/clients.mjs";
import { ownServer, test } from "../harness/fixture.mjs";
import { OurClient } from "./ours.mjs";
import { soon, upgrades } from "./ways.mjs";

const ways = {
    "polling": { transports: ["polling"] },
    "websocket": { transports: ["websocket"] },
    "an upgrade": {},
};
const quick = { pingInterval: 200, pingTimeout: 1000 };

for (const [name, way] of Object.entries(ways)) describe(`by ${name}`, () => {
    const connect = async (t, url, more = {}) => {
        const client = await OurClient.connected(t, url, { ...way, ...soon, ...more });
        if (upgrades(way)) await client.next({ is: "upgrade" });
        return client;
    };

    test("a server that stands still is left, and found again", async (t) => {
        const server = await ownServer(t, quick);
        const client = await connect(t, server.url, { timeout: 300 });
        server.signal("SIGSTOP");
        const mark = client.mark();
        await client.next({ is: "disconnect", reason: "ping timeout" });
        client.emit("message", "kept");
        const asked = client.ask("message-with-ack", "asked");
        // The kernel takes connections for a server that does not.
        const why = await client.next({ is: "connect_error" }, mark);
        assert.deepEqual([why.stage, why.active], ["http", true]);
        assert.match(why.message, /in time/);
        server.signal("SIGCONT");
        await client.next({ is: "connect" }, mark);
        const back = await client.next({ is: "event", name: "message-back" }, mark);
        assert.deepEqual(back.args, ["kept"]);
        assert.deepEqual(await asked, ["asked"]);
    });

    test("a link that falls silent is left, and what was missed is recovered", async (t) => {
        const server = await ownServer(t, { ...quick, connectionStateRecovery: true });
        const proxy = await BreakingProxy.start(t, server);
        const client = await connect(t, proxy.url);
        const other = await connectClient(server);
        await client.ask("join", "room");
        await ask(other, "broadcast", { event: "first", args: [] });
        await client.next({ is: "event", name: "first" });
        const mark = client.mark();
        proxy.hold();
        proxy.stall();
        await ask(other, "broadcast", { event: "lost on its way", args: [1] });
        await client.next({ is: "disconnect", reason: "ping timeout" }, mark);
        await server.event({ event: "disconnect", id: client.id });
        await ask(other, "broadcast", { event: "missed", args: [2] });
        client.emit("message", "kept");
        proxy.release();
        const again = await client.next({ is: "connect" }, mark);
        assert.deepEqual([again.recovered, again.id], [true, client.id]);
        await client.next({ is: "event", name: "message-back" }, mark);
        const told = ["first", "lost on its way", "missed"];
        const names = client.said({ is: "event" }, mark).map((each) => each.name);
        assert.deepEqual(names.filter((each) => told.includes(each)), told.slice(1));
    });

    test("a link that is slow carries everything, in order", async (t) => {
        const server = await ownServer(t);
        const proxy = await BreakingProxy.start(t, server);
        proxy.crawl(40);
        const client = await connect(t, proxy.url);
        for (let number = 0; number < 50; ++number)
            client.emit("message", number, "\u00f6".repeat(number * 5));
        await client.ask("message-with-ack");
        const numbers = client.said({ is: "event", name: "message-back" }).map(({ args }) => args[0]);
        assert.deepEqual(numbers, [...Array(50).keys()]);
        assert.equal(client.said({ is: "disconnect" }).length, 0);
    });

    test("a link that breaks again and again loses nothing that is tried again", async (t) => {
        const server = await ownServer(t, quick);
        const proxy = await BreakingProxy.start(t, server);
        proxy.wear(3000, 1);
        const client = new OurClient(
            t, proxy.url, { ...way, ...soon, timeout: 1000, retries: 1000, ackTimeout: 500 });
        client.join();
        const texts = [...Array(20).keys()].map((number) => String(number).padEnd(300));
        const asked = texts.map((text) => client.ask("message-with-ack", text));
        assert.deepEqual((await Promise.all(asked)).flat(), texts);
        assert.ok(proxy.worn > 3, "it has broken");
    });
});
