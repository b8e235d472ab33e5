// SPDX-License-Identifier: MIT
import assert from "node:assert/strict";

import { ask, connectClient, connected, makeClient, received } from "../harness/clients.mjs";
import { test, useServer } from "../harness/fixture.mjs";
import { openSession } from "../harness/raw_sessions.mjs";

const server = useServer();
// For what must not be traced: no late line of another test.
const quiet = useServer();
const guarded = (auth, rest = {}) => ({ nsp: "/guarded", auth, ...rest });

test("a socket that every middleware accepts is let in, in order", async () => {
    const client = await connectClient(server.current, guarded({ token: "secret" }));
    assert.deepEqual(await ask(client, "data-get", "guards"), [["token", "late"]]);
    assert.deepEqual(await ask(client, "rooms"), [[client.id]]);
});

const refusals = [
    [{}, "not allowed", { code: 401, why: "bad token" }],
    [{ token: "wrong" }, "not allowed", { code: 401, why: "bad token" }],
    [{ token: ["secret"] }, "not allowed", { code: 401, why: "bad token" }],
    [{ token: "wrong", late: "refuse" }, "not allowed", { code: 401, why: "bad token" }],
    [{ token: "secret", late: "refuse" }, "refused later", { code: 403, why: "late refusal" }],
    [{ token: "secret", late: "refuse-plainly" }, "refused plainly", undefined],
];

for (const [auth, message, data] of refusals) {
    test(`auth ${JSON.stringify(auth)} is refused with "${message}"`, async () => {
        const client = makeClient(server.current, guarded(auth));
        const [error] = await received(client, "connect_error");
        assert.equal(error.message, message);
        assert.deepEqual(error.data, data);
        assert.equal(client.connected, false);
        assert.equal(client.active, false, "a refused socket does not try again by itself");
    });

    for (const transport of ["polling", "websocket"]) {
        test(`auth ${JSON.stringify(auth)} over ${transport}, on the wire`, async () => {
            const session = await openSession(server.current, transport);
            await session.send(`40/guarded,${JSON.stringify(auth)}`);
            const expected = data === undefined ? { message } : { message, data };
            assert.equal(await session.next(), `44/guarded,${JSON.stringify(expected)}`);
            await session.join("/admin");
            await session.roundTrip("/admin");
        });
    }
}

test("a refused socket may try again on the same connection", async () => {
    const session = await openSession(server.current, "websocket");
    session.send('40/guarded,{"token":"wrong"}');
    assert.match(await session.next(), /^44\/guarded,/);
    await session.join("/guarded", { token: "secret" });
    await session.roundTrip("/guarded");
});

test("a refused client of the official kind may try again with other auth", async () => {
    const client = makeClient(server.current, guarded({ token: "wrong" }));
    await received(client, "connect_error");
    client.auth = { token: "secret" };
    client.connect();
    await connected(client);
});

test("auth may be a function of the client", async () => {
    const client = await connectClient(
        server.current, guarded((send) => send({ token: "secret" })));
    assert.deepEqual((await ask(client, "handshake"))[0].auth, { token: "secret" });
});

test("a refused socket does not hear the room that its middleware joined", async () => {
    const member = await connectClient(server.current, guarded({ token: "secret" }));
    const session = await openSession(server.current, "websocket");
    session.send('40/guarded,{"token":"secret","late":"refuse"}');
    assert.match(await session.next(), /^44\/guarded,/);
    await ask(member, "broadcast", {
        from: "nsp", to: ["waiting-room"], event: "for the waiting", args: [],
    });
    // Were the refused socket still a member, the event would arrive before this answer.
    await session.join("/admin");
    await session.roundTrip("/admin");
});

test("a socket whose middleware is still deciding does not hear the namespace", async () => {
    const member = await connectClient(server.current, guarded({ token: "secret" }));
    const session = await openSession(server.current, "websocket");
    await session.join("/admin");
    session.send('40/guarded,{"token":"secret","delay":60000}');
    await session.roundTrip("/admin");
    await ask(member, "broadcast", { from: "nsp", event: "for members", args: [] });
    await session.roundTrip("/admin");
});

test("refused sockets are never seen by the application", async () => {
    const session = await openSession(quiet.current, "websocket");
    session.send('40/guarded,{"token":"wrong"}');
    await session.next();
    const id = await session.join("/admin");
    session.terminate();
    await quiet.current.event({ event: "disconnect", id });
    assert.deepEqual(quiet.current.seen({ event: "connection", nsp: "/guarded" }), []);
});

test("a client that leaves while its middleware decides never connects", async () => {
    const session = await openSession(quiet.current, "websocket");
    const id = await session.join("/admin");
    session.send('40/guarded,{"token":"secret","delay":1000}');
    await session.roundTrip("/admin");
    session.terminate();
    await quiet.current.event({ event: "disconnect", id });
    // This one waits longer for the same decision, so the first has been decided when it joins.
    const later = await connectClient(
        quiet.current, guarded({ token: "secret", delay: 1100 }));
    await quiet.current.event({ event: "connection", id: later.id });
    assert.deepEqual(
        quiet.current.seen({ event: "connection", nsp: "/guarded" }).map(({ id }) => id),
        [later.id]);
});

test("socket.use refuses one event and lets the others through", async () => {
    const client = await connectClient(server.current);
    const events = [];
    client.onAny((name, ...args) => events.push([name, ...args]));
    client.emit("forbidden", "x");
    client.emit("message", "y");
    await ask(client, "message-with-ack");
    assert.deepEqual(events.filter(([name]) => name !== "auth"),
        [["refused", "forbidden event"], ["message-back", "y"]]);
});
