// SPDX-License-Identifier: MIT
//
// The probe of an upgrade, step by step and out of step.
import assert from "node:assert/strict";
import { describe } from "node:test";

import { ask, connectClient, transportOf, upgraded } from "../harness/clients.mjs";
import { test, useServer } from "../harness/fixture.mjs";
import { refusalBody } from "../harness/http.mjs";
import { PollingSession, RawWebSocket } from "../harness/raw_sessions.mjs";

const server = useServer();

async function probing() {
    const session = await PollingSession.open(server.current);
    const id = await session.join("/admin");
    const probe = await RawWebSocket.probe(server.current, session.sid);
    return { session, probe, id };
}

/** A session on a WebSocket that began as polling. */
async function upgradedSession() {
    const { session, probe, id } = await probing();
    probe.send("2probe");
    assert.equal(await probe.next(), "3probe");
    probe.send("5");
    await probe.roundTrip("/admin");
    return { session, probe, id };
}

async function pollingGoesOn(session) {
    await session.roundTrip("/admin");
}

test("probe, answer, upgrade", async () => {
    const { session, probe } = await upgradedSession();
    const answer = await session.poll();
    assert.equal(answer.status, 400);
    assert.equal(answer.body, refusalBody(3, "Bad request"));
    await probe.roundTrip("/admin");
});

test("a parked poll is answered with a noop once the probe is known", async () => {
    const { session, probe } = await probing();
    const parked = session.poll();
    probe.send("2probe");
    assert.equal(await probe.next(), "3probe");
    assert.equal((await parked).body, "6");
    probe.send("5");
    await probe.roundTrip("/admin");
});

test("a poll that comes after the probe is answered with a noop too", async () => {
    const { session, probe } = await probing();
    probe.send("2probe");
    assert.equal(await probe.next(), "3probe");
    assert.equal((await session.poll()).body, "6");
    assert.equal((await session.poll()).body, "6");
    probe.send("5");
    await probe.roundTrip("/admin");
});

test("while probing, polling carries packets both ways", async () => {
    const { session, probe } = await probing();
    probe.send("2probe");
    assert.equal(await probe.next(), "3probe");
    await session.send('42/admin,5["message-with-ack","by polling"]');
    let answer;
    do answer = await session.next(); while (answer === "6");
    assert.equal(answer, '43/admin,5["by polling"]');
    probe.send("5");
    await probe.roundTrip("/admin");
});

test("what no poll has fetched leaves over the new transport, in order", async () => {
    const { session, probe } = await probing();
    for (let i = 0; i < 50; i++) await session.send(`42/admin,["message",${i}]`);
    probe.send("2probe");
    assert.equal(await probe.next(), "3probe");
    for (let i = 50; i < 100; i++) await session.send(`42/admin,["message",${i}]`);
    probe.send("5");
    for (let i = 0; i < 100; i++) {
        assert.equal(await probe.next(), `42/admin,["message-back",${i}]`);
    }
    await probe.roundTrip("/admin");
});

test("binary that no poll has fetched leaves over the new transport as binary", async () => {
    const { session, probe } = await probing();
    await session.send('42/admin,1["make-bytes",3]');
    probe.send("2probe");
    await probe.next();
    probe.send("5");
    assert.equal(await probe.next(), '461-/admin,1[{"_placeholder":true,"num":0}]');
    assert.deepEqual(await probe.next(), Buffer.from([0, 1, 2]));
});

test("attachments may be split between the transports", async () => {
    const { session, probe } = await probing();
    probe.send("2probe");
    await probe.next();
    await session.send('452-/admin,1["message-with-ack",{"_placeholder":true,"num":0},'
        + '{"_placeholder":true,"num":1}]\x1ebAA==');
    probe.send("5");
    probe.send(Buffer.from([1]));
    assert.match(await probe.next(), /^462-\/admin,1\[/);
    assert.deepEqual(await probe.next(), Buffer.from([0]));
    assert.deepEqual(await probe.next(), Buffer.from([1]));
});

test("5 without a probe before is accepted", async () => {
    const { session, probe } = await probing();
    probe.send("5");
    await probe.roundTrip("/admin");
    assert.equal((await session.poll()).body, refusalBody(3, "Bad request"));
});

for (const packet of ["40", '42/admin,["message","x"]', "2", "2other", "3", "6", "1", "0"]) {
    test(`first packet ${packet}: the probe is closed and polling goes on`, async () => {
        const { session, probe } = await probing();
        probe.send(packet);
        await probe.whenClosed();
        assert.equal(probe.waiting, 0);
        await pollingGoesOn(session);
    });
}

test("a packet other than 5 after the probe: closed, polling goes on", async () => {
    const { session, probe } = await probing();
    probe.send("2probe");
    assert.equal(await probe.next(), "3probe");
    probe.send('42/admin,["message","too early"]');
    await probe.whenClosed();
    await pollingGoesOn(session);
});

test("binary as first message: closed, polling goes on", async () => {
    const { session, probe } = await probing();
    probe.send(Buffer.from("2probe"));
    await probe.whenClosed();
    await pollingGoesOn(session);
});

test("2probe may be repeated", async () => {
    const { probe } = await probing();
    probe.send("2probe");
    probe.send("2probe");
    assert.equal(await probe.next(), "3probe");
    assert.equal(await probe.next(), "3probe");
    probe.send("5");
    await probe.roundTrip("/admin");
});

test("a client that gives the probe up may go on polling and probe again", async () => {
    const { session, probe } = await probing();
    probe.send("2probe");
    assert.equal(await probe.next(), "3probe");
    await probe.close();
    await pollingGoesOn(session);
    const second = await RawWebSocket.probe(server.current, session.sid);
    second.send("2probe");
    assert.equal(await second.next(), "3probe");
    second.send("5");
    await second.roundTrip("/admin");
});

test("a second probe beside the first is closed, the first goes on", async () => {
    const { session, probe } = await probing();
    const second = await RawWebSocket.probe(server.current, session.sid);
    await second.whenClosed();
    assert.equal(second.waiting, 0);
    probe.send("2probe");
    assert.equal(await probe.next(), "3probe");
    probe.send("5");
    await probe.roundTrip("/admin");
});

test("a WebSocket with the sid of an upgraded session is closed, the session goes on", async () => {
    const { session, probe } = await upgradedSession();
    const second = await RawWebSocket.probe(server.current, session.sid);
    await second.whenClosed();
    assert.equal(second.waiting, 0);
    await probe.roundTrip("/admin");
});

test("a WebSocket with the sid of a WebSocket session never takes it over", async () => {
    const session = await RawWebSocket.open(server.current);
    await session.join("/admin");
    const second = await RawWebSocket.probe(server.current, session.sid);
    second.send("2other");
    await second.whenClosed();
    await session.roundTrip("/admin");
});

test("a session that ends while probing takes the probe along", async () => {
    const { session, probe, id } = await probing();
    probe.send("2probe");
    assert.equal(await probe.next(), "3probe");
    await session.post("1");
    await probe.whenClosed();
    await server.current.event({ event: "disconnect", id, reason: "transport close" });
});

test("an upgraded session ends with its WebSocket", async () => {
    const { probe, id } = await upgradedSession();
    probe.terminate();
    await server.current.event({ event: "disconnect", id, reason: "transport close" });
});

test("a poll that is parked while the upgrade completes is answered", async () => {
    const { session, probe } = await probing();
    probe.send("5");
    const parked = session.poll();
    const answer = await parked;
    // Read before the upgrade it ends without a packet, read after it it is of the wrong transport.
    if (answer.status === 200) assert.match(answer.body, /^[61]$/);
    else assert.equal(answer.body, refusalBody(3, "Bad request"));
    await probe.roundTrip("/admin");
});

test("the official client upgrades", async () => {
    const client = await connectClient(server.current);
    await upgraded(client);
    assert.equal(transportOf(client), "websocket");
    assert.deepEqual(await ask(client, "message-with-ack", "x"), ["x"]);
});

describe("upgrade-timeout", () => {
    const hasty = useServer({ upgradeTimeout: 500 });

    test("a silent probe is closed, and polling goes on", async () => {
        const session = await PollingSession.open(hasty.current);
        await session.join("/admin");
        const probe = await RawWebSocket.probe(hasty.current, session.sid);
        await probe.whenClosed();
        assert.equal(probe.waiting, 0);
        await session.roundTrip("/admin");
    });

    test("a probe that never upgrades is closed, and polling goes on", async () => {
        const session = await PollingSession.open(hasty.current);
        await session.join("/admin");
        const probe = await RawWebSocket.probe(hasty.current, session.sid);
        probe.send("2probe");
        assert.equal(await probe.next(), "3probe");
        await probe.whenClosed();
        await session.send('42/admin,1["message-with-ack"]');
        let answer;
        do answer = await session.next(); while (answer === "6");
        assert.equal(answer, "43/admin,1[]");
        const second = await RawWebSocket.probe(hasty.current, session.sid);
        second.send("5");
        await second.roundTrip("/admin");
    });
});
