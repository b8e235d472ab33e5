// SPDX-License-Identifier: MIT
import assert from "node:assert/strict";

import { ask, connectClient, connected, makeClient, received } from "../harness/clients.mjs";
import { ownServer, test, useServer } from "../harness/fixture.mjs";
import { openSession, RawWebSocket } from "../harness/raw_sessions.mjs";

const server = useServer({ dynamicNamespaces: true });
let number = 0;
/** A name that no other test has used. */
const fresh = (kind) => `/${kind}-${++number}`;

for (const transports of [["polling"], ["websocket"], ["polling", "websocket"]]) {
    test(`a namespace is made by a pattern over ${transports.join(" and ")}`, async () => {
        const nsp = fresh("dynamic");
        const client = await connectClient(server.current, { nsp, transports });
        assert.deepEqual(await ask(client, "message-with-ack", 1, "two"), [1, "two"]);
        const other = client.io.socket(fresh("dynamic"));
        await connected(other);
        assert.deepEqual(await ask(other, "message-with-ack", 3), [3]);
    });
}

test("a namespace is made once, and told of", async (t) => {
    const own = await ownServer(t, { dynamicNamespaces: true });
    const nsp = fresh("dynamic");
    const clients = Array.from({ length: 12 }, () => makeClient(own, { nsp }));
    await Promise.all(clients.map(connected));
    await own.event({ event: "new_namespace", nsp });
    const [found] = await ask(clients[0], "fetch-sockets", {});
    assert.deepEqual(found.map((each) => each.id), clients.map((each) => each.id).sort());
    assert.equal(own.seen({ event: "new_namespace", nsp }).length, 1);
});

for (const transport of ["polling", "websocket"]) {
    test(`names that nobody allows over ${transport}`, async () => {
        const session = await openSession(server.current, transport);
        for (const nsp of ["/dynamic-", "/dynamic-1/x", "/Dynamic-1", "/asked-1", "/asked"]) {
            await session.send(`40${nsp},`);
            assert.equal(await session.next(), `44${nsp},{"message":"Invalid namespace"}`);
        }
        await session.join("/admin");
        await session.roundTrip("/admin");
    });
}

test("a function decides by the name and auth, later", async () => {
    const nsp = fresh("asked");
    const session = await RawWebSocket.open(server.current);
    for (const token of ["wrong", "error"]) {
        session.send(`40${nsp},{"token":"${token}"}`);
        assert.equal(await session.next(), `44${nsp},{"message":"Invalid namespace"}`);
    }
    await session.join(nsp, { token: "secret" });
    await session.roundTrip(nsp);
    // It is there now: nobody is asked any more.
    const next = await connectClient(server.current, { nsp, auth: { token: "wrong" } });
    assert.deepEqual(await ask(next, "message-with-ack", 1), [1]);
});

test("the middlewares of the parent decide about its children", async () => {
    const nsp = fresh("dynamic");
    const refused = makeClient(server.current, { nsp, auth: { token: "wrong" } });
    const [error] = await received(refused, "connect_error");
    assert.equal(error.message, "not in here");
    await connectClient(server.current, { nsp });
});

test("rooms and broadcasts of a child do not reach another", async () => {
    const [here, there] = [fresh("dynamic"), fresh("dynamic")];
    const one = await connectClient(server.current, { nsp: here });
    const two = await connectClient(server.current, { nsp: here });
    const other = await connectClient(server.current, { nsp: there });
    other.on("hello", () => assert.fail("it reached another namespace"));
    const heard = received(two, "hello");
    await ask(one, "broadcast", { from: "nsp", event: "hello", args: [1] });
    assert.deepEqual(await heard, [1]);
    assert.deepEqual(await ask(other, "message-with-ack", "still"), ["still"]);
});

test("what is sent to the parent reaches all its children", async () => {
    const clients = await Promise.all(Array.from({ length: 6 }, (_unused, index) =>
        connectClient(server.current, { nsp: `/dynamic-p${index % 3}` })));
    const root = await connectClient(server.current);
    root.on("hello", () => assert.fail("it reached a namespace of another kind"));
    const all = Promise.all(clients.map((each) => received(each, "hello")));
    await ask(clients[0], "to-parent", { event: "hello", args: [1, { a: Buffer.from("xy") }] });
    for (const heard of await all) assert.deepEqual(heard, [1, { a: Buffer.from("xy") }]);

    await Promise.all(clients.slice(0, 3).map((each) => ask(each, "join", "some")));
    const some = Promise.all(clients.slice(0, 3).map((each) => received(each, "some")));
    const rest = Promise.all(clients.slice(3).map((each) => received(each, "rest")));
    clients.forEach((each, index) =>
        each.on(index < 3 ? "rest" : "some", () => assert.fail("it was not selected")));
    await ask(clients[5], "to-parent", { to: ["some"], event: "some", args: [2] });
    await ask(clients[0], "to-parent", { except: ["some"], event: "rest", args: [3] });
    for (const heard of await some) assert.deepEqual(heard, [2]);
    for (const heard of await rest) assert.deepEqual(heard, [3]);
    assert.deepEqual(await ask(root, "message-with-ack", "still"), ["still"]);
});

for (const cleanup of [false, true]) {
    test(`an empty child is ${cleanup ? "" : "not "}removed`, async (t) => {
        const own = await ownServer(t, {
            dynamicNamespaces: true,
            ...(cleanup ? { cleanupEmptyChildNamespaces: true } : {}),
        });
        const nsp = fresh("dynamic");
        const one = await connectClient(own, { nsp });
        await own.event({ event: "new_namespace", nsp });
        const { id } = one;
        one.disconnect();
        await own.event({ event: "disconnect", nsp, id });
        const two = await connectClient(own, { nsp });
        await own.event({ event: "connection", nsp, id: two.id });
        assert.equal(own.seen({ event: "new_namespace", nsp }).length, cleanup ? 2 : 1);
        assert.deepEqual(await ask(two, "message-with-ack", "still"), ["still"]);
    });
}
