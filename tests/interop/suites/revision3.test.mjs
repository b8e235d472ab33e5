// SPDX-License-Identifier: MIT
//
// Engine.IO 3 octet by octet, for what no client of it shows.
import assert from "node:assert/strict";

import { Arrivals } from "../harness/deadline.mjs";
import { expected } from "../harness/differences.mjs";
import { test, useServer } from "../harness/fixture.mjs";
import { engineRequest, refusalBody } from "../harness/http.mjs";
import { RawWebSocket } from "../harness/raw_sessions.mjs";

const server = useServer({ allowEio3: true });
const quick = useServer({ allowEio3: true, pingInterval: 150, pingTimeout: 300 });
const strict = useServer();

const octetStream = { "Content-Type": "application/octet-stream" };

/** The packets of a body that is text. */
function split(body) {
    const packets = [];
    while (body !== "") {
        const [, length] = /^(\d+):/.exec(body);
        const begin = length.length + 1;
        packets.push(body.slice(begin, begin + Number(length)));
        body = body.slice(begin + Number(length));
    }
    return packets;
}

/** A polling session that has joined `/`, as it does by itself. */
class OldSession {
    #arrivals = new Arrivals("a packet");

    static async open(to, query = {}) {
        const session = new OldSession();
        session.server = to;
        session.query = { EIO: 3, transport: "polling", ...query };
        const answer = await session.poll();
        assert.equal(answer.status, 200);
        assert.equal(answer.headers["content-type"], "text/plain; charset=UTF-8");
        const [opening, ...rest] = split(answer.body);
        session.handshake = JSON.parse(opening.slice(1));
        session.query = { EIO: 3, transport: "polling", sid: session.handshake.sid };
        for (const packet of rest) session.#arrivals.push(packet);
        assert.equal(await session.next(), "40");
        assert.equal(await session.next(), '42["auth",{}]');
        return session;
    }

    poll() {
        return engineRequest(this.server, this.query);
    }

    post(body, headers = { "Content-Type": "text/plain;charset=UTF-8" }) {
        return engineRequest(this.server, this.query, { method: "POST", body, headers });
    }

    async next() {
        while (this.#arrivals.waiting === 0) {
            const answer = await this.poll();
            assert.equal(answer.status, 200, answer.body);
            for (const packet of split(answer.body)) this.#arrivals.push(packet);
        }
        return this.#arrivals.next();
    }
}

async function openWebSocket(to, query = {}) {
    const session = await RawWebSocket.open(to, { EIO: 3, ...query });
    assert.equal(await session.next(), "40");
    assert.equal(await session.next(), '42["auth",{}]');
    return session;
}

test("the handshake says the same as that of revision 4", async () => {
    const { handshake } = await OldSession.open(server.current);
    assert.deepEqual(handshake, {
        sid: handshake.sid, upgrades: ["websocket"], pingInterval: 25_000, pingTimeout: 20_000, maxPayload: 1_000_000,
    });
    await server.current.event({ event: "connection", nsp: "/", id: handshake.sid });
});

test("whatever is not revision 4 is taken for revision 3", async () => {
    await OldSession.open(server.current, { EIO: 2 });
});

test("without the option it is refused", async () => {
    const answer = await engineRequest(strict.current, { EIO: 3, transport: "polling" });
    assert.equal(answer.status, 400);
    assert.equal(answer.body, refusalBody(5, "Unsupported protocol version"));
});

test("requests of another revision than the session's are refused", async () => {
    const session = await OldSession.open(server.current);
    const answer = await engineRequest(server.current, { ...session.query, EIO: 4 });
    assert.equal(answer.status, 400);
    assert.equal(answer.body, refusalBody(3, "Bad request"));
    await server.current.event({
        event: "connection_error", code: 3,
        context: { name: "PROTOCOL_MISMATCH", protocol: 4, previousProtocol: 3 },
    });
});

test("bodies of octets in both directions", async () => {
    const session = await OldSession.open(server.current);
    const event = '451-1["message-with-ack",{"_placeholder":true,"num":0}]';
    const answer = await session.post(Buffer.concat([
        Buffer.from([0, 5, 5, 255]), Buffer.from(event), Buffer.from([1, 4, 255, 4, 1, 2, 3]),
    ]), octetStream);
    assert.equal(answer.body, "ok");
    const polled = await session.poll();
    assert.equal(polled.headers["content-type"], "application/octet-stream");
    const ack = '461-1[{"_placeholder":true,"num":0}]';
    assert.deepEqual(polled.octets, Buffer.concat([
        Buffer.from([0, 3, 6, 255]), Buffer.from(ack), Buffer.from([1, 4, 255, 4, 1, 2, 3]),
    ]));
});

test("bodies of text for who asks for base64", async () => {
    const session = await OldSession.open(server.current, { b64: 1 });
    const event = '451-1["message-with-ack",{"_placeholder":true,"num":0}]';
    assert.equal((await session.post(`${event.length}:${event}6:b4AQID`)).body, "ok");
    const polled = await session.poll();
    assert.equal(polled.headers["content-type"], "text/plain; charset=UTF-8");
    assert.deepEqual(split(polled.body), ['461-1[{"_placeholder":true,"num":0}]', "b4AQID"]);
});

for (const [what, body, headers] of [
    ["a length beyond the end", "9:41"],
    ["no length", "41"],
    ["nothing", ""],
    ["a packet of no type", "2:7x"],
    ["octets whose digits do not end", Buffer.alloc(400, 1), octetStream],
]) {
    test(`${what}: parse error`, async () => {
        const session = await OldSession.open(server.current);
        await session.post(body, headers).catch(() => {}); // what it is answered is a difference
        await server.current.event({ event: "disconnect", id: session.handshake.sid, reason: "parse error" });
        assert.equal((await session.poll()).body, refusalBody(1, "Session ID unknown"));
    });
}

test("a frame of octets begins with its type", async () => {
    const session = await openWebSocket(server.current);
    session.send('451-1["message-with-ack",{"_placeholder":true,"num":0}]');
    session.send(Buffer.from([4, 1, 2, 3]));
    assert.equal(await session.next(), '461-1[{"_placeholder":true,"num":0}]');
    assert.deepEqual(await session.next(), Buffer.from([4, 1, 2, 3]));
});

test("a ping is answered, whatever it says", async () => {
    const session = await openWebSocket(server.current);
    session.send("2");
    assert.equal(await session.next(), "3");
    session.send("2probe");
    assert.equal(await session.next(), "3");
});

test("a pong of the client: transport error", async () => {
    const session = await openWebSocket(server.current);
    session.send("3");
    await server.current.event({ event: "disconnect", id: session.sid, reason: "transport error" });
});

test("joining / a second time: the connection is closed", async () => {
    const session = await openWebSocket(server.current);
    session.send("40");
    await session.whenClosed();
    await server.current.event({ event: "disconnect", id: session.sid });
});

test("over polling a client that never pings is dropped", async () => {
    const { handshake } = await OldSession.open(quick.current);
    await quick.current.event({ event: "disconnect", id: handshake.sid, reason: "ping timeout" });
});

test("over websocket a client that never pings is dropped", async () => {
    const { sid } = await openWebSocket(quick.current);
    await quick.current.event({ event: "disconnect", id: sid, reason: "ping timeout" });
});

const upgraded = expected("oldClientThatNeverPingsAfterUpgrade");
test("after an upgrade a client that never pings is dropped", { skip: upgraded.skip }, async () => {
    const session = await OldSession.open(quick.current);
    const { sid } = session.handshake;
    const probe = await RawWebSocket.upgrade(quick.current, { EIO: 3, transport: "websocket", sid });
    probe.send("2probe");
    assert.equal(await probe.next(), "3probe");
    probe.send("5");
    probe.send('421["message-with-ack","upgraded"]');
    assert.equal(await probe.next(), '431["upgraded"]');
    await quick.current.event({ event: "disconnect", id: sid, reason: "ping timeout" });
});
