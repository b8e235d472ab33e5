// SPDX-License-Identifier: MIT
//
// The server pings, the client pongs. Times are short so that events come soon; no test measures.
import assert from "node:assert/strict";

import { ask, connectClient, received } from "../harness/clients.mjs";
import { expected } from "../harness/differences.mjs";
import { ownServer, test, useServer } from "../harness/fixture.mjs";
import { openSession, PollingSession, RawWebSocket } from "../harness/raw_sessions.mjs";

const server = useServer({ pingInterval: 150, pingTimeout: 300 });
// For clients that answer: generous, a busy machine must not make them late.
const patient = useServer({ pingInterval: 100, pingTimeout: 15_000 });
// For an upgrade that has to fit between a ping and its timeout.
const upgrading = useServer({ pingInterval: 150, pingTimeout: 2000 });

for (const transport of ["polling", "websocket"]) {
    test(`over ${transport} the server pings again and again while it is answered`, async () => {
        const session = await openSession(patient.current, transport);
        await session.join("/admin");
        for (let i = 0; i < 4; i++) {
            assert.equal(await session.next(), "2");
            await session.send("3");
        }
        await session.roundTrip("/admin");
    });

    test(`over ${transport} there is no second ping before the pong`, async () => {
        const session = await openSession(server.current, transport);
        const id = await session.join("/admin");
        assert.equal(await session.next(), "2");
        const rest = await session.whenClosed();
        if (transport === "polling") assert.ok(!rest.includes("2"));
        else assert.equal(session.waiting, 0);
        await server.current.event({ event: "disconnect", id, reason: "ping timeout" });
    });
}

test("a client that never polls is dropped as well", async () => {
    const session = await PollingSession.open(server.current);
    const id = await session.join("/admin");
    await server.current.event({ event: "disconnect", id, reason: "ping timeout" });
});

test("a client that never joins is dropped as well", async () => {
    const session = await RawWebSocket.open(server.current);
    assert.equal(await session.next(), "2");
    await session.whenClosed();
});

test("events do not stand in for a pong for ever", async () => {
    const session = await RawWebSocket.open(server.current);
    const id = await session.join("/admin");
    let chatting = true;
    const chat = (async () => {
        // Every answer provokes the next event; none is ever a pong.
        try {
            for (;;) {
                session.send('42/admin,1["message-with-ack"]');
                await session.next();
            }
        } catch {
            chatting = false;
        }
    })();
    await server.current.event({ event: "disconnect", id, reason: "ping timeout" });
    await chat;
    assert.equal(chatting, false);
});

test("a pong that nobody asked for is harmless", async () => {
    const session = await RawWebSocket.open(patient.current);
    await session.join("/n1");
    session.send("3");
    session.send("3");
    assert.equal(await session.next(), "2");
    session.send("3");
    assert.equal(await session.next(), "2");
});

test("the heartbeat goes on after an upgrade", async () => {
    const session = await PollingSession.open(patient.current);
    await session.join("/admin");
    assert.equal(await session.next(), "2");
    await session.send("3");
    const probe = await RawWebSocket.probe(patient.current, session.sid);
    probe.send("2probe");
    assert.equal(await probe.next(), "3probe");
    probe.send("5");
    for (let i = 0; i < 3; i++) {
        assert.equal(await probe.next(), "2");
        probe.send("3");
    }
});

const lostPong = expected("heartbeatAfterUpgradeWithOutstandingPing");
test("a pong that is lost in an upgrade does not end the heartbeat", { skip: lostPong.skip },
    async () => {
        const session = await PollingSession.open(upgrading.current);
        const id = await session.join("/admin");
        assert.equal(await session.next(), "2");
        const probe = await RawWebSocket.probe(upgrading.current, session.sid);
        probe.send("5");
        // Pinged again or not: a client that says nothing is dropped.
        await probe.whenClosed();
        await upgrading.current.event({ event: "disconnect", id, reason: "ping timeout" });
    });

for (const transport of ["polling", "websocket"]) {
    test(`an official client over ${transport} stays alive`, async () => {
        const client = await connectClient(patient.current, { transports: [transport] });
        let pings = 0;
        await new Promise((resolve) => client.io.on("ping", () => {
            pings += 1;
            if (pings === 5) resolve();
        }));
        assert.deepEqual(await ask(client, "message-with-ack", "still here"), ["still here"]);
    });

    test(`an official client over ${transport} notices a server that stands still`, async (t) => {
        const own = await ownServer(t, { pingInterval: 100, pingTimeout: 1500 });
        const client = await connectClient(own, { transports: [transport] });
        await new Promise((resolve) => client.io.once("ping", resolve));
        const left = received(client, "disconnect");
        own.signal("SIGSTOP");
        assert.equal((await left)[0], "ping timeout");
        own.signal("SIGCONT");
        await own.stop();
    });
}
