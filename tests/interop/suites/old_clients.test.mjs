// SPDX-License-Identifier: MIT
//
// The official clients since 1.7, on the same port and in the same rooms as those of today.
import assert from "node:assert/strict";
import { afterEach } from "node:test";

import { ask, connectClient, received } from "../harness/clients.mjs";
import { nextEvent } from "../harness/deadline.mjs";
import { test, useServer } from "../harness/fixture.mjs";
import {
    askOld, closeOldClients, joined, makeOldClient, oldClients, socketOf, waysToConnect,
} from "../harness/old_clients.mjs";

const server = useServer({ allowEio3: true });
const beating = useServer({ allowEio3: true, pingInterval: 100, pingTimeout: 15_000 });
const strict = useServer();
afterEach(closeOldClients);

// Of 1.7 long-polling counts octets of UTF-8 where all later ones count UTF-16, so that with it
// only ASCII gets through, at the official server too.
const textFor = (client, transports) =>
    client.version.startsWith("1.") && transports[0] === "polling" ? "hello" : "h\u00e9llo \u20ac \u{1f600}";

for (const client of oldClients) {
    for (const transports of waysToConnect) {
        const name = `${client.version} over ${transports.join(" and ")}`;
        const connect = async (options = {}) =>
            joined(makeOldClient(client, options.to ?? server.current, { transports, ...options }));

        test(`${name}: events and acks in both directions`, async () => {
            const socket = makeOldClient(client, server.current, { transports });
            const [auth] = await nextEvent(socket, "auth");
            assert.deepEqual(auth, {});
            const text = textFor(client, transports);
            const back = nextEvent(socket, "message-back");
            socket.emit("message", 1, text, [null, { a: [true, 1.5] }]);
            assert.deepEqual(await back, [1, text, [null, { a: [true, 1.5] }]]);
            assert.deepEqual(await askOld(socket, "message-with-ack", text, 2), [text, 2]);
            assert.deepEqual(await askOld(socket, "message-with-late-ack"), []);
            socket.once("question", (what, answer) => answer(what, "yes"));
            const answered = nextEvent(socket, "answer");
            socket.emit("emit-with-ack", "really?");
            assert.deepEqual(await answered, ["really?", "yes"]);
        });

        test(`${name}: many events in order`, async () => {
            const socket = await connect();
            for (let number = 0; number < 500; number++) socket.emit("number", number);
            assert.deepEqual(await askOld(socket, "numbers-seen"), [{ received: 500, in_order: true }]);
            const seen = [];
            socket.on("number", (number) => seen.push(number));
            assert.deepEqual(await askOld(socket, "send-numbers", 0, 300, 7), [300]);
            assert.deepEqual(seen, Array.from({ length: 300 }, (_unused, index) => index));
        });

        test(`${name}: binary in both directions`, async () => {
            const socket = await connect();
            const octets = Buffer.from([0, 1, 2, 4, 127, 128, 254, 255]);
            const [first, rest] = await askOld(socket, "message-with-ack", octets, { inside: [octets, "text"] });
            assert.deepEqual(Buffer.from(first), octets);
            assert.deepEqual(Buffer.from(rest.inside[0]), octets);
            assert.equal(rest.inside[1], "text");
            const [large] = await askOld(socket, "make-bytes", 100_000);
            assert.deepEqual(Buffer.from(large), Buffer.from(Array.from({ length: 100_000 }, (_unused, index) => index % 251)));
            const attachments = nextEvent(socket, "attachments");
            socket.emit("make-attachments", 10);
            assert.deepEqual((await attachments).map((each) => Buffer.from(each)[0]), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        });

        test(`${name}: base64 where binary is not to be used`, async () => {
            const socket = await connect({ forceBase64: true });
            const octets = Buffer.from([0, 255, 4]);
            const [back, text] = await askOld(socket, "message-with-ack", octets, "text");
            assert.deepEqual(Buffer.from(back), octets);
            assert.equal(text, "text");
        });

        test(`${name}: rooms, with a client of today in them`, async () => {
            const socket = await connect();
            const today = await connectClient(server.current);
            const octets = Buffer.from([1, 2, 3]);
            assert.deepEqual(await askOld(socket, "join", "red"), [[socket.id, "red"].sort()]);
            await ask(today, "join", "red");
            const here = nextEvent(socket, "news");
            const there = received(today, "news");
            today.emit("broadcast", { from: "nsp", to: ["red"], event: "news", args: ["all", octets] });
            for (const [what, data] of await Promise.all([here, there])) {
                assert.equal(what, "all");
                assert.deepEqual(Buffer.from(data), octets);
            }
            const fromOld = received(today, "told");
            socket.emit("broadcast", { to: ["red"], event: "told", args: ["by", "an old one"] });
            assert.deepEqual(await fromOld, ["by", "an old one"]);
            assert.deepEqual(await askOld(socket, "leave", "red"), [[socket.id]]);
        });

        test(`${name}: namespaces of one connection`, async () => {
            const root = await connect();
            const given = { token: `a b&c=${textFor(client, transports)}` };
            const custom = socketOf(client, root.io, "/custom", given);
            const [auth] = await nextEvent(custom, "auth");
            assert.deepEqual(auth, given);
            await joined(custom);
            assert.deepEqual(await askOld(custom, "message-with-ack", 1), [1]);
            assert.deepEqual(await askOld(root, "message-with-ack", 2), [2]);
            // What 1.7 takes for its id in a namespace is no server's.
            const id = client.revision === 3 ? `/custom#${root.io.engine.id}` : custom.id;
            if (!client.version.startsWith("1.")) assert.equal(custom.id, id);
            if (client.revision === 3) assert.equal(root.id, root.io.engine.id);
            assert.deepEqual(await askOld(custom, "rooms"), [[id]]);
            custom.disconnect();
            await server.current.event({ event: "disconnect", nsp: "/custom", id, reason: "client namespace disconnect" });
            assert.deepEqual(await askOld(root, "message-with-ack", 3), [3]);
        });

        test(`${name}: what middlewares refuse`, async () => {
            const root = await connect();
            const refusalOf = async (nsp, auth) =>
                (await nextEvent(socketOf(client, root.io, nsp, auth), client.refusal))[0];
            const refused = await refusalOf("/guarded", { token: "wrong" });
            const data = { code: 401, why: "bad token" };
            assert.deepEqual(client.revision === 3 ? refused : refused.data, data);
            assert.deepEqual(await askOld(root, "message-with-ack", "still"), ["still"]);
        });

        test(`${name}: a refusal without data, and a namespace that is none`, async () => {
            const root = await connect();
            const refusalOf = async (nsp, auth) =>
                (await nextEvent(socketOf(client, root.io, nsp, auth), client.refusal))[0];
            const plainly = await refusalOf("/guarded", { token: "secret", late: "refuse-plainly" });
            assert.equal(client.revision === 3 ? plainly : plainly.message, "refused plainly");
            assert.equal((await refusalOf("/nowhere", { x: "1" })).message, "Invalid namespace");
        });

        test(`${name}: middlewares that let in`, async () => {
            const root = await connect();
            const guarded = await joined(socketOf(client, root.io, "/guarded", { token: "secret" }));
            assert.deepEqual(await askOld(guarded, "data-get", "guards"), [["token", "late"]]);
        });

        test(`${name}: the end, from either side`, async () => {
            const first = await connect();
            const { id } = first;
            first.disconnect();
            await server.current.event({ event: "disconnect", nsp: "/", id });
            for (const close of [false, true]) {
                const socket = await connect();
                const left = nextEvent(socket, "disconnect");
                socket.emit("disconnect-me", close);
                assert.equal((await left)[0], "io server disconnect");
            }
        });

        test(`${name}: heartbeats keep it alive`, async () => {
            const socket = await connect({ to: beating.current });
            let beats = 0;
            while (beats < 3) {
                const [{ type }] = await nextEvent(socket.io.engine, "packet");
                if (type === (client.revision === 4 ? "ping" : "pong")) beats += 1;
            }
            assert.deepEqual(await askOld(socket, "message-with-ack", "alive"), ["alive"]);
        });
    }

    test(`${client.version} upgrades`, async () => {
        const socket = makeOldClient(client, server.current);
        await joined(socket);
        if (socket.io.engine.transport.name !== "websocket") await nextEvent(socket.io.engine, "upgrade");
        const octets = Buffer.from([4, 5]);
        assert.deepEqual(Buffer.from((await askOld(socket, "message-with-ack", octets))[0]), octets);
    });
}

for (const client of oldClients.filter(({ revision }) => revision === 3)) {
    test(`${client.version} is refused where it is not allowed`, async () => {
        const socket = makeOldClient(client, strict.current, { transports: ["polling"] });
        await nextEvent(socket, "connect_error");
        await strict.current.event({ event: "connection_error", code: 5, message: "Unsupported protocol version" });
    });
}
