// SPDX-License-Identifier: MIT
import assert from "node:assert/strict";

import { ask, connectClient, largestWhole, received } from "../harness/clients.mjs";
import { test, useServer } from "../harness/fixture.mjs";
import { RawWebSocket } from "../harness/raw_sessions.mjs";

const server = useServer();

/** A client that notes every event it gets, besides the greeting. */
async function noted(options) {
    const client = await connectClient(server.current, { nsp: "/admin", ...options });
    const events = [];
    client.onAny((name, ...args) => events.push([name, ...args]));
    return { client, events };
}

test("a listener for one time hears once", async () => {
    const { client, events } = await noted();
    client.emit("once", 1);
    client.emit("once", 2);
    await ask(client, "message-with-ack");
    assert.deepEqual(events, [["once-back", 1]]);
});

test("a removed listener hears nothing", async () => {
    const { client, events } = await noted();
    client.emit("removable", 1);
    await ask(client, "remove-removable");
    client.emit("removable", 2);
    await ask(client, "message-with-ack");
    assert.deepEqual(events, [["removable-back", 1]]);
});

test("a catch-all listener hears every event with its arguments, until removed", async () => {
    const { client, events } = await noted();
    await ask(client, "any-on");
    client.emit("nobody listens", 1, { two: [3] });
    await ask(client, "message-with-ack", Buffer.from([1, 2]));
    await ask(client, "any-off");
    client.emit("nobody listens", "unheard");
    await ask(client, "message-with-ack");
    assert.deepEqual(events, [
        ["any-back", "nobody listens", 1, { two: [3] }],
        ["any-back", "message-with-ack", Buffer.from([1, 2])],
        ["any-back", "any-off"],
    ]);
});

test("a catch-all listener hears an event that socket.use refuses", async () => {
    const { client, events } = await noted();
    await ask(client, "any-on");
    client.emit("forbidden", "x");
    await received(client, "refused");
    await ask(client, "any-off");
    assert.deepEqual(events, [
        ["any-back", "forbidden", "x"],
        ["refused", "forbidden event"],
        ["any-back", "any-off"],
    ]);
});

test("half a surrogate pair comes back as it went", async () => {
    const { client } = await noted();
    const halves = ["\ud83d", "x\ude00y", "\ude00\ud83d", "\ud83d\ude00", "\ufffd", { "\ud83d": ["\udc00"] }];
    assert.deepEqual(await ask(client, "message-with-ack", ...halves), halves);
});

test("names that are legal on the wire reach the application", async () => {
    const session = await RawWebSocket.open(server.current);
    await session.join("/admin");
    session.send('42/admin,1["any-on"]');
    assert.equal(await session.next(), "43/admin,1[]");
    for (const name of ["ping", "pong", "connection", "error", "", "data", "__proto__",
        "toString", "a b", "\u20ac"]) {
        session.send(`42/admin,${JSON.stringify([name, 1])}`);
        assert.equal(await session.next(), `42/admin,${JSON.stringify(["any-back", name, 1])}`);
    }
});

test("listeners of one socket are not those of another", async () => {
    const [one, two] = await Promise.all([noted(), noted()]);
    await ask(one.client, "any-on");
    await ask(one.client, "remove-removable");
    two.client.emit("removable", "two");
    await ask(two.client, "message-with-ack");
    assert.deepEqual(two.events, [["removable-back", "two"]]);
});

test("data of a socket is its own", async () => {
    const [one, two] = await Promise.all([noted(), noted()]);
    await ask(one.client, "data-set", "key", { a: [1, "\u20ac"] });
    assert.deepEqual(await ask(one.client, "data-get", "key"), [{ a: [1, "\u20ac"] }]);
    assert.deepEqual(await ask(one.client, "data-get", "other"), [null]);
    assert.deepEqual(await ask(two.client, "data-get", "key"), [null]);
});

test("acks and events of a socket leave in the order in which they were made", async () => {
    const session = await RawWebSocket.open(server.current);
    await session.join("/admin");
    for (let i = 0; i < 100; i++) {
        session.send(`42/admin,["message",${i}]`);
        session.send(`42/admin,${i}["message-with-ack",${i}]`);
    }
    for (let i = 0; i < 100; i++) {
        assert.equal(await session.next(), `42/admin,["message-back",${i}]`);
        assert.equal(await session.next(), `43/admin,${i}[${i}]`);
    }
});

const jsonTexts = [
    "-0", "0", "1", "-1", "1.5", "1e21", "1e-7", "5e-324", "1.7976931348623157e308",
    "9007199254740991", "-9007199254740991", '"\\ud83d\\ude00"', '"\\u0000"', '"\\u2028\\u2029"',
    "[]", "{}", '{"":{"":[]}}', '{"b":1,"a":2,"1":3}', "null", "true",
];

test("JSON is understood as JavaScript does", async () => {
    const client = await connectClient(server.current, { nsp: "/admin" });
    for (const text of jsonTexts) {
        const value = JSON.parse(text);
        if (Number.isInteger(value) && value > largestWhole) continue;
        // Compared as text: the sign of zero does not survive JSON.stringify, as in Node.
        assert.equal(JSON.stringify((await ask(client, "message-with-ack", value))[0]),
            JSON.stringify(value), text);
    }
});

test("white space between JSON tokens is allowed", async () => {
    const session = await RawWebSocket.open(server.current);
    await session.join("/admin");
    session.send('42/admin,1[ "message-with-ack" ,\t1 ,\n{ "a" : [ ] } ]');
    assert.equal(await session.next(), '43/admin,1[1,{"a":[]}]');
});
