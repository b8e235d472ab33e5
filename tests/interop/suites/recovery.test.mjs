// SPDX-License-Identifier: MIT
//
// Clients whose connection breaks, and what they find when they come back.
import assert from "node:assert/strict";

import { BreakingProxy } from "../harness/breaking_proxy.mjs";
import { ask, connectClient, connected, makeClient, received } from "../harness/clients.mjs";
import { nextEvent, within } from "../harness/deadline.mjs";
import { expected } from "../harness/differences.mjs";
import { ownServer, test } from "../harness/fixture.mjs";

const options = { connectionStateRecovery: true };
// By WebSocket, unless a test says otherwise: the server notices at once that it is gone. That of a
// client which is between two polls it notices by the heartbeat.
const persistent = {
    reconnection: true, reconnectionDelay: 10, reconnectionDelayMax: 50, transports: ["websocket"],
};

/** Keeps the names of the events that come, but for `auth`. */
function listening(client) {
    const names = [];
    client.onAny((name) => { if (name !== "auth") names.push(name); });
    return names;
}

/** A client through a proxy, in a room, with data, which has received something. */
async function scene(t, { server: serverOptions, nsp = "/", ...clientOptions } = {}) {
    const server = await ownServer(t, { ...options, ...serverOptions });
    const proxy = await BreakingProxy.start(t, server);
    const client = makeClient(proxy, { ...persistent, nsp, ...clientOptions });
    await connected(client);
    const other = await connectClient(server, { nsp, auth: clientOptions.auth });
    const names = listening(client);
    await ask(client, "join", "room");
    await ask(client, "data-set", "name", "ann");
    const first = received(client, "first");
    await ask(other, "broadcast", { event: "first", args: [] });
    await first;
    return { server, proxy, client, other, names };
}

/** Until the client is connected again. */
async function back(client) {
    await nextEvent(client, "connect");
}

/** Breaks the connection, has `work` done once the server knows, and lets the client come back. */
async function away({ server, client, proxy }, breaks, work = async () => {}) {
    const mark = server.mark();
    const { id } = client;
    const reconnected = back(client);
    proxy.hold();
    proxy[breaks]();
    await server.event({ event: "disconnect", id }, mark);
    await work();
    proxy.release();
    await reconnected;
}

for (const transports of [["polling"], ["websocket"], ["polling", "websocket"]]) {
    for (const breaks of ["cut", "reset"]) {
        test(`${transports.join(" and ")}: goes on after its connection was ${breaks}`, async (t) => {
            // A poll that is not there when the connection breaks is missed after these times.
            const server = { pingInterval: 300, pingTimeout: 1000 };
            const all = await scene(t, { server, transports });
            const { client, other, names } = all;
            const { id } = client;
            if (transports.length > 1 && client.io.engine.transport.name !== "websocket") {
                await nextEvent(client.io.engine, "upgrade");
            }
            for (let time = 0; time < 3; ++time) {
                names.length = 0;
                const before = [];
                client.once("connect", () => before.push(...names));
                await away(all, breaks, async () => {
                    const send = (event, to, extra) =>
                        ask(other, "broadcast", { event, to, args: [time], ...extra });
                    await send("to all", []);
                    await send("to room", ["room"]);
                    await send("to nobody", ["elsewhere"]);
                    await send("not to room", [], { except: ["room"] });
                    await send("volatile", [], { volatile: true });
                    await send("to its id", [id]);
                });
                assert.equal(client.recovered, true);
                assert.equal(client.id, id);
                assert.deepEqual(before, ["to all", "to room", "to its id"]);
                assert.deepEqual(await ask(client, "rooms"), [[id, "room"].sort()]);
                assert.deepEqual(await ask(client, "data-get", "name"), ["ann"]);
            }
        });
    }
}

test("what was sent and never arrived is sent again", async (t) => {
    const all = await scene(t);
    const { client, other, proxy, server, names } = all;
    const { id } = client;
    proxy.stall();
    await ask(other, "broadcast", { event: "lost on the way", args: [] });
    const reconnected = back(client);
    const mark = server.mark();
    client.io.engine.close(); // which the server does not hear
    const { recovered } = expected("recoveryFromAStalledConnection");
    await reconnected;
    assert.equal(client.recovered, recovered);
    if (recovered) {
        assert.equal(client.id, id);
        assert.deepEqual(names, ["first", "lost on the way"]);
        await server.event({ event: "disconnect", id, reason: "transport close" }, mark);
    }
});

test("a client that has received nothing yet", async (t) => {
    const server = await ownServer(t, options);
    const proxy = await BreakingProxy.start(t, server);
    const client = makeClient(proxy, { ...persistent, nsp: "/admin" });
    await connected(client);
    const other = await connectClient(server, { nsp: "/admin" });
    const names = listening(client);
    await away({ server, client, proxy }, "cut",
        () => ask(other, "broadcast", { event: "missed", args: [] }));
    const { recovered } = expected("recoveryOfAClientThatReceivedNothing");
    assert.equal(client.recovered, recovered);
    assert.deepEqual(names, recovered ? ["missed"] : []);
});

test("what is emitted to its socket meanwhile is for the client", async (t) => {
    const all = await scene(t);
    const { client } = all;
    const numbers = [];
    client.on("number", (number) => numbers.push(number));
    const done = new Promise((resolve) => {
        client.on("number", (number) => { if (number === 999) resolve(); });
    });
    const begun = received(client, "number");
    client.emit("send-numbers", 0, 1000, 1);
    await begun;
    await away(all, "cut");
    await within(done, "the last number");
    assert.equal(client.recovered, true);
    assert.deepEqual(numbers, Array.from({ length: 1000 }, (_, index) => index));
});

test("binary is missed as binary", async (t) => {
    const all = await scene(t);
    const { client, other } = all;
    const got = received(client, "binary");
    await away(all, "cut",
        () => ask(other, "broadcast", { event: "binary", args: [Buffer.from("abc"), { a: 1 }] }));
    const [octets, object] = await got;
    assert.equal(Buffer.from(octets).toString(), "abc");
    assert.deepEqual(object, { a: 1 });
});

test("middlewares are left out", async (t) => {
    const all = await scene(t, { nsp: "/guarded", auth: { token: "secret" } });
    const { client } = all;
    client.auth = { token: "wrong" };
    await away(all, "cut");
    assert.equal(client.recovered, true);
});

test("middlewares are asked if the server says so", async (t) => {
    const all = await scene(t, {
        server: { keepMiddlewares: true }, nsp: "/guarded", auth: { token: "secret" },
    });
    const { client, proxy, server } = all;
    const { id } = client;
    const mark = server.mark();
    const refused = nextEvent(client, "connect_error");
    client.auth = { token: "wrong" };
    proxy.cut();
    await server.event({ event: "disconnect", id }, mark);
    assert.equal((await refused)[0].message, "not allowed");
    client.auth = { token: "secret" };
    client.connect();
    await back(client);
    assert.equal(client.recovered, true);
    assert.equal(client.id, id);
});

test("a session expires", async (t) => {
    const all = await scene(t, { server: { maxDisconnectionDuration: 1 } });
    const { client } = all;
    const { id } = client;
    await away(all, "cut", () => new Promise((resolve) => setTimeout(resolve, 50)));
    assert.ok(!client.recovered);
    assert.notEqual(client.id, id);
    assert.deepEqual(await ask(client, "rooms"), [[client.id]]);
    assert.deepEqual(await ask(client, "data-get", "name"), [null]);
});

for (const [what, forge] of [
    ["private id", (client) => { client._pid = "A".repeat(20); }],
    ["offset", (client) => { client._lastOffset = "made up"; }],
]) {
    test(`a forged ${what} is worth nothing`, async (t) => {
        const all = await scene(t);
        const { client, other } = all;
        const { id } = client;
        await away(all, "cut", async () => forge(client));
        assert.ok(!client.recovered);
        assert.notEqual(client.id, id);
        const next = received(client, "next");
        await ask(other, "broadcast", { event: "next", args: [] });
        await next;
    });
}

test("a volatile event that ends with a text takes the place of the offset", async (t) => {
    const all = await scene(t);
    const { client, other } = all;
    const got = received(client, "volatile");
    await ask(other, "broadcast", { event: "volatile", args: ["text"], volatile: true });
    await got;
    await away(all, "cut");
    assert.ok(!client.recovered);
});

test("who disconnected is not waited for", async (t) => {
    const all = await scene(t);
    const { client } = all;
    const { id } = client;
    client.disconnect();
    client.connect();
    await back(client);
    assert.ok(!client.recovered);
    assert.notEqual(client.id, id);
});

test("in a namespace that goes with its last socket", async (t) => {
    const server = await ownServer(t, {
        ...options, dynamicNamespaces: true, cleanupEmptyChildNamespaces: true,
    });
    const proxy = await BreakingProxy.start(t, server);
    const client = makeClient(proxy, { ...persistent, nsp: "/dynamic-1" });
    await connected(client);
    const got = received(client, "first");
    await ask(client, "broadcast", { from: "nsp", event: "first", args: [] });
    await got;
    await away({ server, client, proxy }, "cut");
    const { recovered } = expected("recoveryInANamespaceThatIsEmpty");
    assert.equal(client.recovered ?? false, recovered);
});

/** Numbers in [0, 1) that a seed determines. */
function random(seed) {
    let state = seed;
    return () => {
        state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
        return state / 0x80000000;
    };
}

for (const seed of [1, 2, 3]) {
    test(`each event arrives once and in order however often it breaks (seed ${seed})`,
        async (t) => {
            const next = random(seed);
            const server = await ownServer(t, options);
            const proxy = await BreakingProxy.start(t, server);
            const client = makeClient(proxy, persistent);
            await received(client, "auth"); // Node cannot do without an offset
            const other = await connectClient(server);
            const numbers = [];
            let lost = 0;
            client.on("connect", () => { if (!client.recovered) lost += 1; });
            client.on("tick", (number) => numbers.push(number));
            const breaks = ["cut", "reset"];
            const count = 300;
            for (let number = 0; number < count; ++number) {
                await ask(other, "broadcast", { event: "tick", args: [number] });
                if (next() < 0.05 && client.connected) {
                    const mark = server.mark();
                    const { id } = client;
                    const noticed = received(client, "disconnect");
                    proxy[breaks[Math.floor(next() * breaks.length)]]();
                    await server.event({ event: "disconnect", id }, mark);
                    await noticed;
                }
            }
            const end = received(client, "end");
            await ask(other, "broadcast", { event: "end", args: [] });
            await end;
            assert.equal(lost, 0);
            assert.deepEqual(numbers, Array.from({ length: count }, (_, index) => index));
        });
}
