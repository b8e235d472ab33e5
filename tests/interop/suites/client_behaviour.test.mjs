// SPDX-License-Identifier: MIT
//
// What the documentation of socket.io-client says that a client does, beside what the other suites
// see of it.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { describe } from "node:test";

import { ask, connectClient, connected, makeClient, received } from "../harness/clients.mjs";
import { nextEvent, within } from "../harness/deadline.mjs";
import { ownServer, test, useServer } from "../harness/fixture.mjs";

const server = useServer();
const persistent = { reconnection: true, reconnectionDelay: 10, reconnectionDelayMax: 50 };
const variants = { polling: ["polling"], websocket: ["websocket"] };

/** The first arguments of all events of that name. */
function heardOf(client, name) {
    const heard = [];
    client.on(name, (first) => heard.push(first));
    return heard;
}

/** A client whose server is gone, and what starts another there. */
async function away(t, options = {}) {
    const first = await ownServer(t);
    const client = await connectClient(first, { ...persistent, ...options });
    // By then it has a new connection in the making: that of before counts as writable a while.
    const failed = received(client, "connect_error");
    await first.end("SIGKILL");
    await failed;
    return { client, back: () => ownServer(t, { port: first.port }) };
}

/** A server that is not there. */
async function nobody(t) {
    const gone = await ownServer(t);
    await gone.end("SIGKILL");
    return gone;
}

/** Settles with the arguments that a callback of an ack gets. */
const answer = (start) =>
    within(new Promise((resolve) => start((...all) => resolve(all))), "an answer");

for (const [name, transports] of Object.entries(variants))
    describe(`while it is away, by ${name}`, () => {
        test("what is emitted waits, in order, and goes before what listeners emit", async (t) => {
            const { client, back } = await away(t, { transports });
            const heard = heardOf(client, "message-back");
            client.on("connect", () => client.emit("message", 3));
            client.emit("message", 1);
            client.emit("message", 2);
            await Promise.all([nextEvent(client, "connect"), back()]);
            await ask(client, "message-with-ack");
            assert.deepEqual(heard, [1, 2, 3]);
        });

        test("what is volatile is dropped", async (t) => {
            const { client, back } = await away(t, { transports });
            const heard = heardOf(client, "message-back");
            client.volatile.emit("message", "dropped");
            client.emit("message", "kept");
            await Promise.all([nextEvent(client, "connect"), back()]);
            await ask(client, "message-with-ack");
            assert.deepEqual(heard, ["kept"]);
        });

        test("a question waits, and is answered", async (t) => {
            const { client, back } = await away(t, { transports });
            const asked = client.emitWithAck("message-with-ack", "later");
            await back();
            assert.equal(await within(asked, "an answer"), "later");
        });

        test("a question whose time is over is not sent any more", async (t) => {
            const { client, back } = await away(t, { transports });
            const heard = heardOf(client, "message-back");
            const [failure] = await answer((done) => client.timeout(50).emit("message", "late", done));
            assert.ok(failure instanceof Error);
            await Promise.all([nextEvent(client, "connect"), back()]);
            await ask(client, "message-with-ack");
            assert.deepEqual(heard, []);
        });
    });

test("a question that was sent fails when the connection breaks", async (t) => {
    const own = await ownServer(t);
    const client = await connectClient(own, persistent);
    const asked = answer((done) => client.timeout(60_000).emit("nobody-answers", done));
    await ask(client, "message-with-ack");
    await own.end("SIGKILL");
    const [failure] = await asked;
    assert.match(failure.message, /disconnected/);
});

describe("a client that sends again", () => {
    const again = { retries: 2, ackTimeout: 1000 };

    test("does so as often as it may, then goes on, in order", async () => {
        const client = await connectClient(server.current, again);
        const heard = heardOf(client, "any-back");
        await ask(client, "any-on");
        const given = answer((done) => client.emit("nobody-answers", done));
        const next = answer((done) => client.emit("message-with-ack", "next", done));
        assert.ok((await given)[0] instanceof Error);
        assert.deepEqual(await next, [null, "next"]);
        assert.deepEqual(heard, [...Array(3).fill("nobody-answers"), "message-with-ack"]);
    });

    test("does not while it is away", async (t) => {
        const { client, back } = await away(t, { ...again, retries: 1 });
        const heard = heardOf(client, "message-back");
        client.emit("message", "volatile or not"); // nobody answers it
        const asked = answer((done) => client.emit("message-with-ack", "kept", done));
        await back();
        assert.deepEqual(await asked, [null, "kept"]);
        assert.deepEqual(heard, Array(2).fill("volatile or not"));
    });

    test("does not with what is volatile", async () => {
        const client = await connectClient(server.current, { ...again, transports: ["websocket"] });
        const heard = heardOf(client, "message-back");
        client.volatile.emit("message", "once");
        await nextEvent(client, "message-back");
        const [failure] = await answer((done) => client.emit("nobody-answers", done));
        assert.ok(failure instanceof Error);
        assert.deepEqual(heard, ["once"]);
    });
});

describe("attempts", () => {
    test("are counted, and come to an end", async (t) => {
        const client = makeClient(await nobody(t), { ...persistent, reconnectionAttempts: 3 });
        const errors = heardOf(client, "connect_error");
        const attempts = heardOf(client.io, "reconnect_attempt");
        await nextEvent(client.io, "reconnect_failed");
        assert.deepEqual(attempts, [1, 2, 3]);
        assert.equal(errors.length, 4);
        assert.equal(client.connected, false);
    });

    test("begin anew once one was successful", async (t) => {
        const first = await ownServer(t);
        const client = await connectClient(first, persistent);
        for (let time = 0; time < 2; ++time) {
            const attempts = heardOf(client.io, "reconnect_attempt");
            const failed = received(client, "connect_error");
            const back = nextEvent(client.io, "reconnect");
            const { port } = first;
            await first.end("SIGKILL");
            await failed;
            const second = await ownServer(t, { port });
            const [count] = await back;
            assert.deepEqual(attempts, Array.from({ length: count }, (_unused, index) => index + 1));
            await connected(client);
            const left = received(client, "disconnect");
            await second.end("SIGKILL");
            await left;
            client.io.off("reconnect_attempt");
        }
    });

    test("are none where the server cannot be reached and it does not reconnect", async (t) => {
        const gone = await nobody(t);
        const client = makeClient(gone);
        const attempts = heardOf(client.io, "reconnect_attempt");
        await received(client, "connect_error");
        await ownServer(t, { port: gone.port });
        client.connect();
        await nextEvent(client, "connect");
        assert.deepEqual(attempts, []);
    });

    test("are none where the connection breaks and it does not reconnect", async (t) => {
        const first = await ownServer(t);
        const client = await connectClient(first);
        const attempts = heardOf(client.io, "reconnect_attempt");
        const left = received(client, "disconnect");
        await first.end("SIGKILL");
        await left;
        await ownServer(t, { port: first.port });
        client.connect();
        await nextEvent(client, "connect");
        assert.deepEqual(attempts, []);
    });

    test("end when it disconnects, and it may connect again", async (t) => {
        const first = await ownServer(t);
        const client = await connectClient(first, { ...persistent, reconnectionDelay: 60_000,
            reconnectionDelayMax: 60_000 });
        const left = received(client, "disconnect");
        await first.end("SIGKILL");
        await left;
        assert.equal(client.active, true);
        client.disconnect();
        assert.equal(client.active, false);
        await ownServer(t, { port: first.port });
        client.connect();
        await nextEvent(client, "connect");
        assert.deepEqual(await ask(client, "message-with-ack", 1), [1]);
    });

    test("are not made for a namespace that refused", async (t) => {
        const own = await ownServer(t);
        const client = await connectClient(own, persistent);
        const refused = client.io.socket("/nowhere");
        const errors = heardOf(refused, "connect_error");
        await nextEvent(refused, "connect_error");
        assert.equal(refused.active, false);
        const back = nextEvent(client, "connect");
        await own.end("SIGKILL");
        const second = await ownServer(t, { port: own.port });
        await back;
        await ask(client, "message-with-ack");
        assert.equal(errors.length, 1);
        assert.deepEqual(second.seen({ event: "connection" }).map(({ nsp }) => nsp), ["/"]);
    });

    test("take no longer than they may", async (t) => {
        const silent = createServer((socket) => {
            t.after(() => socket.destroy()); // the official client does not
        }).listen(0, "127.0.0.1");
        await once(silent, "listening");
        t.after(() => silent.close());
        const url = `http://127.0.0.1:${silent.address().port}`;
        const client = makeClient({ url }, { ...persistent, timeout: 50, reconnectionAttempts: 1 });
        const failed = nextEvent(client.io, "reconnect_failed");
        await nextEvent(client, "connect_error");
        assert.equal(client.active, true);
        await failed;
    });
});

describe("what a socket says of itself", () => {
    test("from the first connection to a disconnection by hand", async () => {
        const client = makeClient(server.current);
        const seen = () => [client.active, client.connected, client.disconnected, typeof client.id];
        assert.deepEqual(seen(), [true, false, true, "undefined"]);
        await connected(client);
        assert.deepEqual(seen(), [true, true, false, "string"]);
        const left = received(client, "disconnect");
        client.disconnect();
        await left;
        assert.deepEqual(seen(), [false, false, true, "undefined"]);
        client.connect();
        assert.equal(client.active, true);
        await nextEvent(client, "connect");
    });

    test("where the connection is lost", async (t) => {
        const { client } = await away(t);
        assert.deepEqual([client.active, client.connected, typeof client.id],
            [true, false, "undefined"]);
    });

    test("where the server disconnects it, which it may come back from", async () => {
        const client = await connectClient(server.current, persistent);
        const { id } = client;
        const left = received(client, "disconnect");
        client.emit("disconnect-me", false);
        await left;
        assert.equal(client.active, false);
        client.connect();
        await nextEvent(client, "connect");
        assert.notEqual(client.id, id);
        assert.ok(!client.recovered);
    });
});

test("without autoConnect it waits to be told, with what is emitted", async () => {
    const client = makeClient(server.current, { autoConnect: false });
    assert.equal(client.active, false);
    const back = received(client, "message-back");
    client.emit("message", "early");
    client.connect();
    assert.deepEqual(await back, ["early"]);
});

test("what is emitted after a disconnection by hand waits for the next connection", async () => {
    const client = await connectClient(server.current);
    const left = received(client, "disconnect");
    client.disconnect();
    await left;
    client.emit("message", "later");
    const back = received(client, "message-back");
    client.connect();
    assert.deepEqual(await back, ["later"]);
});

test("one that disconnects before it was connected hears nothing of it", async () => {
    const client = makeClient(server.current);
    const heard = [];
    for (const name of ["connect", "connect_error", "disconnect"])
        client.on(name, () => heard.push(name));
    client.disconnect();
    assert.equal(client.active, false);
    client.connect();
    await nextEvent(client, "connect");
    assert.deepEqual(heard, ["connect"]);
});

test("auth that is a function is asked at each connect", async (t) => {
    const first = await ownServer(t);
    let count = 0;
    const client = makeClient(first, { ...persistent, auth: (give) => give({ count: ++count }) });
    assert.deepEqual(await received(client, "auth"), [{ count: 1 }]);
    const again = received(client, "auth");
    await first.end("SIGKILL");
    await ownServer(t, { port: first.port });
    assert.deepEqual(await again, [{ count: 2 }]);
});

test("namespaces that are active come back together, others do not", async (t) => {
    const first = await ownServer(t);
    const root = await connectClient(first, persistent);
    const [stays, leaves] = ["/n1", "/n2"].map((nsp) => root.io.socket(nsp));
    await Promise.all([connected(stays), connected(leaves)]);
    const gone = received(leaves, "disconnect");
    leaves.disconnect();
    await gone;
    const lost = [root, stays].map((each) => received(each, "disconnect"));
    const back = [root, stays].map((each) => nextEvent(each, "connect"));
    await first.end("SIGKILL");
    await Promise.all(lost);
    const second = await ownServer(t, { port: first.port });
    await Promise.all(back);
    await Promise.all([root, stays].map((each) => ask(each, "message-with-ack")));
    assert.deepEqual(second.seen({ event: "connection" }).map(({ nsp }) => nsp).sort(), ["/", "/n1"]);
});
