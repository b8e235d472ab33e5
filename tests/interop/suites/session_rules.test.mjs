// SPDX-License-Identifier: MIT
//
// Which packet is allowed when: a connection that breaks the rules is closed by the server.
import assert from "node:assert/strict";
import { describe } from "node:test";

import { expected } from "../harness/differences.mjs";
import { test, useServer } from "../harness/fixture.mjs";
import { lastWords, openSession, PollingSession, RawWebSocket } from "../harness/raw_sessions.mjs";

const server = useServer();

const broken = {
    "an EVENT before CONNECT": ['42["message","x"]'],
    "an ACK before CONNECT": ["431[]"],
    "a DISCONNECT before CONNECT": ["41"],
    "a BINARY_EVENT before CONNECT":
        ['451-["message",{"_placeholder":true,"num":0}]', "bAQID"],
    "a CONNECT_ERROR": ['44{"message":"x"}'],
    "an EVENT for a namespace that was never joined": ["40/admin,", '42/custom,["message"]'],
    "an EVENT for a namespace that does not exist": ["40/admin,", '42/nowhere,["message"]'],
    "an EVENT for the root after joining another": ["40/admin,", '42["message"]'],
    "a CONNECT_ERROR for a joined namespace": ["40/admin,", '44/admin,{"message":"x"}'],
    "a second CONNECT": ["40/admin,", "40/admin,"],
    "a DISCONNECT of a namespace that was left": ["40/admin,", "41/admin,", "41/admin,"],
    "an EVENT for a namespace that was left": ["40/admin,", "41/admin,", '42/admin,["message"]'],
    "an EVENT for a namespace that was refused":
        ['40/guarded,{"token":"wrong"}', '42/guarded,["message"]'],
};

/**
 * Sends one by one. A CONNECT is followed by its answer. A DISCONNECT has none, so the server is
 * asked: Node acts on it a turn later than on a CONNECT that comes in the same read.
 */
async function play(session, packets) {
    let id;
    for (const packet of packets.slice(0, -1)) {
        await session.send(packet);
        if (packet.startsWith("40")) id = /"sid":"([^"]+)"/.exec(await session.next())?.[1];
        if (packet.startsWith("41")) await server.current.event({ event: "disconnect", id });
    }
    await session.send(packets.at(-1));
}

for (const transport of ["polling", "websocket"]) {
    for (const [what, packets] of Object.entries(broken)) {
        test(`over ${transport}: ${what} closes the connection`, async () => {
            const session = await openSession(server.current, transport);
            await play(session, packets);
            const rest = await session.whenClosed();
            if (transport === "polling") assert.deepEqual(lastWords(rest), ["6", "1"]);
            else assert.equal(session.waiting, 0);
        });
    }
}

test("the other namespaces of a closed connection are told", async () => {
    const { reason } = expected("reasonOfProtocolViolation");
    const session = await RawWebSocket.open(server.current);
    const root = await session.join("/");
    const admin = await session.join("/admin");
    session.send("40/admin,");
    await session.whenClosed();
    await server.current.event({ event: "disconnect", nsp: "/", id: root, reason });
    await server.current.event({ event: "disconnect", nsp: "/admin", id: admin, reason });
});

test("over polling the reason is forced server close", async () => {
    const session = await PollingSession.open(server.current);
    const id = await session.join("/admin");
    await session.send("40/admin,");
    await session.whenClosed();
    await server.current.event({ event: "disconnect", id, reason: "forced server close" });
});

test("an EVENT while a middleware decides closes the connection", async () => {
    const session = await RawWebSocket.open(server.current);
    const id = await session.join("/admin");
    session.send('40/guarded,{"token":"secret","delay":60000}');
    session.send('42/guarded,["message"]');
    await session.whenClosed();
    assert.equal(session.waiting, 0);
    await server.current.event({ event: "disconnect", id });
});

test("a second CONNECT while a middleware decides", async () => {
    const { sockets } = expected("secondConnectWhileMiddlewarePending");
    const session = await RawWebSocket.open(server.current);
    session.send('40/guarded,{"token":"secret","delay":500}');
    session.send('40/guarded,{"token":"secret","delay":500}');
    for (let answers = 0; answers < sockets; ++answers)
        assert.match(await session.next(), /^40\/guarded,/);
    await session.join("/admin");
    assert.equal(session.waiting, 0);
});

test("a namespace that was left may be joined again", async () => {
    const session = await RawWebSocket.open(server.current);
    const first = await session.join("/admin");
    session.send("41/admin,");
    await server.current.event(
        { event: "disconnect", id: first, reason: "client namespace disconnect" });
    const second = await session.join("/admin");
    assert.notEqual(first, second);
    await session.roundTrip("/admin");
});

test("a DISCONNECT is not answered and leaves the connection open", async () => {
    const session = await RawWebSocket.open(server.current);
    await session.join("/admin");
    await session.join("/n1");
    session.send("41/admin,");
    await session.roundTrip("/n1");
});

test("a connection that has left its last namespace stays open", async () => {
    const session = await RawWebSocket.open(server.current);
    await session.join("/admin");
    session.send("41/admin,");
    await session.join("/n1");
});

describe("connect-timeout", () => {
    const hasty = useServer({ connectTimeout: 500 });

    for (const transport of ["polling", "websocket"]) {
        test(`over ${transport}: who joins nothing is closed`, async () => {
            const session = await openSession(hasty.current, transport);
            const rest = await session.whenClosed();
            if (transport === "polling") {
                assert.deepEqual(rest.filter((packet) => packet !== "6"), ["1"]);
            } else {
                assert.equal(session.waiting, 0);
            }
        });

        test(`over ${transport}: who was only refused is closed`, async () => {
            const session = await openSession(hasty.current, transport);
            await session.send("40/nowhere,");
            assert.match(await session.next(), /^44\/nowhere,/);
            await session.whenClosed();
        });
    }

    test("who waits for a middleware is closed", async () => {
        const session = await RawWebSocket.open(hasty.current);
        session.send('40/guarded,{"token":"secret","delay":60000}');
        await session.whenClosed();
        assert.equal(session.waiting, 0);
    });

    test("who has joined stays", async () => {
        // One that joins nothing is closed later than this one would have been.
        const session = await RawWebSocket.open(hasty.current);
        await session.join("/admin");
        const idle = await RawWebSocket.open(hasty.current);
        await idle.whenClosed();
        await session.roundTrip("/admin");
    });

    test("who has joined and left stays", async () => {
        const session = await RawWebSocket.open(hasty.current);
        await session.join("/admin");
        session.send("41/admin,");
        const idle = await RawWebSocket.open(hasty.current);
        await idle.whenClosed();
        await session.join("/admin");
    });
});
