// SPDX-License-Identifier: MIT
//
// The official client with socket.io-msgpack-parser. The official server speaks one parser to all, so
// it is started with that; ours hears what each client speaks, and has others beside them.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test as nodeTest } from "node:test";

import { ask, connected, connectClient, makeClient, msgpack, received, upgraded }
    from "../harness/clients.mjs";
import { test, useServer } from "../harness/fixture.mjs";
import { openSession } from "../harness/raw_sessions.mjs";
import { serverKind } from "../harness/server.mjs";

const require = createRequire(import.meta.url);
const notepack = require("notepack.io");

const isOurs = serverKind === "socketiota";
const server = useServer({ trace: true, ...(isOurs ? {} : { parser: "msgpack" }) });
const sideBySide = isOurs ? test : (name) => nodeTest(name, { skip: "one parser for all" }, () => {});

const speak = (options = {}) => connectClient(server.current, { parser: msgpack, ...options });

const numbers = [0, 1, 127, 128, 255, 256, 65535, 65536, 4294967295, 4294967296, 2 ** 53 - 1, -1, -32,
    -33, -128, -129, -32768, -32769, -2147483648, -2147483649, -(2 ** 53 - 1), 1.5, -0.1];
const shapes = {
    numbers,
    texts: ["", "a", "\u00e9\u20ac\ud83d\ude00", "x".repeat(31), "x".repeat(32), "x".repeat(256),
        "x".repeat(70000)],
    "null, booleans": [null, true, false],
    "arrays and objects": [[], [[[]]], {}, { a: { b: [1, { c: null }] } },
        Array.from({ length: 20 }, (_unused, index) => index),
        Object.fromEntries(Array.from({ length: 20 }, (_unused, index) => [`k${index}`, index]))],
    binary: [Buffer.alloc(0), Buffer.from([1, 2, 3]), { deep: [Buffer.alloc(300, 7)] }],
    "more binary than JSON may attach": Array.from({ length: 40 }, () => Buffer.from("x")),
};

for (const transport of ["polling", "websocket"]) {
    for (const [what, args] of Object.entries(shapes)) {
        test(`${what} come back over ${transport}, by ack and by event`, async () => {
            const client = await speak({ transports: [transport] });
            assert.deepEqual(await ask(client, "message-with-ack", ...args), args);
            const back = received(client, "message-back");
            client.emit("message", ...args);
            assert.deepEqual(await back, args);
        });
    }

    test(`the server asks and is answered over ${transport}`, async () => {
        const client = await speak({ transports: [transport] });
        client.on("question", (...questionAndAck) => {
            const ack = questionAndAck.pop();
            ack(Buffer.from("answer"), ...questionAndAck);
        });
        const answer = received(client, "answer");
        client.emit("emit-with-ack", 1, "two");
        assert.deepEqual(await answer, [Buffer.from("answer"), 1, "two"]);
    });
}

test("it upgrades and goes on", async () => {
    const client = await speak();
    await upgraded(client);
    assert.deepEqual(await ask(client, "message-with-ack", 1), [1]);
});

test("auth comes, with binary in it", async () => {
    const client = makeClient(server.current, {
        parser: msgpack, auth: { token: "abc", key: Buffer.from([1, 2]) },
    });
    const auth = received(client, "auth");
    await connected(client);
    assert.deepEqual(await auth, [{ token: "abc", key: Buffer.from([1, 2]) }]);
});

test("an unknown namespace is refused", async () => {
    const client = makeClient(server.current, { parser: msgpack, nsp: "/unknown" });
    await assert.rejects(connected(client), { message: "Invalid namespace" });
});

test("namespaces share a connection, and one is left without the others", async () => {
    const first = await speak();
    const second = first.io.socket("/admin");
    await connected(second);
    second.disconnect();
    assert.deepEqual(await ask(first, "message-with-ack", "still here"), ["still here"]);
});

for (const [what, octets] of Object.entries({
    "no msgpack": Buffer.from([0xc1]),
    "a length that lies": Buffer.from([0xdd, 0xff, 0xff, 0xff, 0xff]),
    "another type of packet": notepack.encode({ type: 5, nsp: "/", data: ["x"] }),
    "no namespace": notepack.encode({ type: 2, data: ["x"] }),
    "an event without arguments": notepack.encode({ type: 2, nsp: "/" }),
    "a nil for an id": notepack.encode({ type: 2, nsp: "/", id: null, data: ["x"] }),
    "octets behind the packet": Buffer.concat([notepack.encode({ type: 1, nsp: "/" }), Buffer.from([0])]),
})) {
    test(`${what} ends the session`, async () => {
        const session = await openSession(server.current, "websocket");
        await session.send(notepack.encode({ type: 0, nsp: "/" }));
        const { data } = notepack.decode(await session.next());
        await session.send(octets);
        await session.whenClosed();
        await server.current.event({ event: "disconnect", id: data.sid, reason: "forced close" });
    });
}

sideBySide("clients of both parsers hear one broadcast", async () => {
    const people = await Promise.all([
        speak({ nsp: "/admin", transports: ["websocket"] }),
        speak({ nsp: "/admin", transports: ["polling"] }),
        connectClient(server.current, { nsp: "/admin", transports: ["websocket"] }),
        connectClient(server.current, { nsp: "/admin", transports: ["polling"] }),
    ]);
    for (const from of people) {
        const heard = people.map((each) => received(each, "news"));
        const args = [{ file: Buffer.from([1, 2]) }, "x", 1.5, null];
        await ask(from, "broadcast", { event: "news", args, from: "nsp" });
        for (const each of await Promise.all(heard)) assert.deepEqual(each, args);
    }
});

sideBySide("text is no msgpack, and msgpack no attachment", async () => {
    const binary = await openSession(server.current, "websocket");
    await binary.send(notepack.encode({ type: 0, nsp: "/" }));
    await binary.next();
    await binary.send("42[\"x\"]");
    await binary.whenClosed();
    const text = await openSession(server.current, "websocket");
    await text.join("/");
    await text.send(notepack.encode({ type: 2, nsp: "/", data: ["x"] }));
    await text.whenClosed();
});
