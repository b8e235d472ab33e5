// SPDX-License-Identifier: MIT
//
// Clients of Socket.IO 2 with the msgpack parser of their time, which the server greets in it. Where the
// official server, which has the parser of today, ends them, ours goes on.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { afterEach, test as nodeTest } from "node:test";

import { ask, connectClient, msgpack } from "../harness/clients.mjs";
import { nextEvent } from "../harness/deadline.mjs";
import { test, useServer } from "../harness/fixture.mjs";
import { askOld, closeOldClients, joined, makeOldClient, oldClients, waysToConnect }
    from "../harness/old_clients.mjs";
import { serverKind } from "../harness/server.mjs";

const parser = createRequire(import.meta.url)("socket.io-msgpack-parser-2");

const server = useServer({ allowEio3: true, parser: "msgpack" });
const client = oldClients.find(({ version }) => version === "2.5.0");
const ours = serverKind === "socketiota"
    ? test
    : (name) => nodeTest(name, { skip: "ends the session" }, () => {});
afterEach(closeOldClients);

for (const transports of waysToConnect) {
    const connect = (options = {}) =>
        joined(makeOldClient(client, server.current, { transports, parser, ...options }));
    const way = transports.join(" and ");

    test(`events and acks in both directions over ${way}`, async () => {
        const socket = await connect();
        const back = nextEvent(socket, "message-back");
        socket.emit("message", 1, "h\u00e9llo", [null, { a: [true, 1.5] }]);
        assert.deepEqual(await back, [1, "h\u00e9llo", [null, { a: [true, 1.5] }]]);
        assert.deepEqual(await askOld(socket, "message-with-ack", "x", 2), ["x", 2]);
        socket.once("question", (what, answer) => answer(what, "yes"));
        const answered = nextEvent(socket, "answer");
        socket.emit("emit-with-ack", "really?");
        assert.deepEqual(await answered, ["really?", "yes"]);
    });

    ours(`binary over ${way}`, async () => {
        const socket = await connect();
        const [first, rest] = await askOld(
            socket, "message-with-ack", Buffer.from([0, 128, 255]), { inside: Buffer.from("x") });
        assert.deepEqual(Buffer.from(first), Buffer.from([0, 128, 255]));
        assert.deepEqual(Buffer.from(rest.inside), Buffer.from("x"));
    });

    ours(`another namespace over ${way}`, async () => {
        const socket = await connect({ nsp: "/custom" });
        assert.deepEqual(await askOld(socket, "message-with-ack", "x"), ["x"]);
    });
}

test("clients of today with the same parser are in the same namespace", async () => {
    const old = await joined(makeOldClient(client, server.current, { parser }));
    const today = await connectClient(server.current, { parser: msgpack });
    assert.deepEqual(await ask(today, "message-with-ack", "x", 2), ["x", 2]);
    assert.deepEqual(await askOld(old, "message-with-ack", "y"), ["y"]);
});
