// SPDX-License-Identifier: MIT
import assert from "node:assert/strict";

import {
    ask, closeClients, connectClient, connected, makeManager, received,
} from "../harness/clients.mjs";
import { expected } from "../harness/differences.mjs";
import { test, useServer } from "../harness/fixture.mjs";
import { openSession, RawWebSocket, separator } from "../harness/raw_sessions.mjs";

const server = useServer();
const names = Array.from({ length: 50 }, (_unused, index) => `/n${index}`);

for (const transports of [["polling"], ["websocket"], ["polling", "websocket"]]) {
    test(`50 namespaces share one connection over ${transports.join(" and ")}`, async () => {
        const manager = makeManager(server.current, { transports, reconnection: false });
        const sockets = names.map((name) => manager.socket(name));
        await Promise.all(sockets.map(connected));
        assert.equal(new Set(sockets.map((socket) => socket.id)).size, 50);
        const answers = await Promise.all(
            sockets.map((socket, index) => ask(socket, "message-with-ack", index)));
        assert.deepEqual(answers, sockets.map((_socket, index) => [index]));
        const wrong = [];
        sockets.forEach((socket, index) => socket.on("message-back", (value) => {
            if (value !== index) wrong.push([index, value]);
        }));
        const all = Promise.all(sockets.map((socket) => received(socket, "message-back")));
        sockets.forEach((socket, index) => socket.emit("message", index));
        await all;
        assert.deepEqual(wrong, []);
        sockets.forEach((socket) => socket.disconnect());
    });
}

test("leaving one namespace leaves the others alone", async () => {
    const root = await connectClient(server.current);
    const admin = root.io.socket("/admin");
    await connected(admin);
    const { id } = admin;
    admin.disconnect();
    await server.current.event({ event: "disconnect", nsp: "/admin", id });
    assert.deepEqual(await ask(root, "message-with-ack", "still"), ["still"]);
    admin.connect();
    await connected(admin);
    assert.notEqual(admin.id, id, "a socket that comes back is a new one");
    assert.deepEqual(await ask(admin, "message-with-ack", "again"), ["again"]);
});

test("the server can disconnect one namespace of a connection", async () => {
    const root = await connectClient(server.current);
    const admin = root.io.socket("/admin");
    await connected(admin);
    const left = received(admin, "disconnect");
    admin.emit("disconnect-me", false);
    assert.equal((await left)[0], "io server disconnect");
    assert.equal(admin.active, false);
    assert.deepEqual(await ask(root, "message-with-ack", "still"), ["still"]);
});

test("events of one namespace do not reach another", async () => {
    const session = await RawWebSocket.open(server.current);
    await session.join("/n1");
    await session.join("/n2");
    session.send('42/n1,["broadcast",{"from":"nsp","event":"hello","args":[1]}]');
    assert.equal(await session.next(), '42/n1,["hello",1]');
    await session.roundTrip("/n2");
});

test("a refused namespace leaves the joined ones alone", async () => {
    const root = await connectClient(server.current);
    const nowhere = root.io.socket("/nowhere");
    const [error] = await received(nowhere, "connect_error");
    assert.equal(error.message, "Invalid namespace");
    assert.deepEqual(await ask(root, "message-with-ack", "still"), ["still"]);
});

test("much auth in two namespaces", async () => {
    const manager = makeManager(server.current, {
        transports: ["websocket"], reconnection: false });
    const auth = { much: "x".repeat(600_000) };
    const first = manager.socket("/n1", { auth });
    await connected(first);
    const second = manager.socket("/n2", { auth });
    const { refusal } = expected("muchAuthInTwoNamespaces");
    if (refusal === undefined) {
        await connected(second);
    } else {
        const [error] = await received(second, "connect_error");
        assert.equal(error.message, refusal);
    }
    assert.deepEqual(await ask(first, "message-with-ack", "still"), ["still"]);
    first.disconnect();
    second.disconnect();
});

for (const transport of ["polling", "websocket"]) {
    test(`over ${transport} several CONNECTs may be sent before the first answer`, async () => {
        const session = await openSession(server.current, transport);
        const packets = ["n1", "n2", "nowhere", "n3"].map((name) => `40/${name},`);
        if (transport === "polling") await session.send(packets.join(separator));
        else for (const packet of packets) session.send(packet);
        const answers = [];
        for (let i = 0; i < 4; i++) answers.push((await session.next()).split(",")[0]);
        assert.deepEqual(answers.sort(), ["40/n1", "40/n2", "40/n3", "44/nowhere"]);
    });
}

test("sockets of two connections in one namespace have different ids", async () => {
    const [one, two] = await Promise.all([
        connectClient(server.current, { nsp: "/n7" }),
        connectClient(server.current, { nsp: "/n7" }),
    ]);
    assert.notEqual(one.id, two.id);
    closeClients();
});
