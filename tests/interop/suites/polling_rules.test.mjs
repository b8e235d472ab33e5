// SPDX-License-Identifier: MIT
//
// One poll and one post at a time, and how a polling session ends.
import assert from "node:assert/strict";

import { expected } from "../harness/differences.mjs";
import { test, useServer } from "../harness/fixture.mjs";
import { enginePath, exchange, refusalBody } from "../harness/http.mjs";
import { PollingSession, RawWebSocket } from "../harness/raw_sessions.mjs";
import { rawRequest, TcpClient } from "../harness/tcp.mjs";

const server = useServer();

/** A session that has joined /admin, so that its end is traced with a reason. */
async function joined() {
    const session = await PollingSession.open(server.current);
    return { session, id: await session.join("/admin") };
}

const left = (id, reason) =>
    server.current.event({ event: "disconnect", nsp: "/admin", id, reason });

async function gone(session) {
    const answer = await session.poll();
    assert.equal(answer.status, 400);
    assert.equal(answer.body, refusalBody(1, "Session ID unknown"));
}

test("a successful POST is answered with ok", async () => {
    const { session } = await joined();
    const answer = await session.post('42/admin,["message","x"]');
    assert.equal(answer.status, 200);
    assert.equal(answer.body, "ok");
    assert.equal(answer.headers["content-type"], "text/html");
    assert.equal(answer.headers["content-length"], "2");
    assert.equal(answer.headers["cache-control"], "no-store");
});

test("an answer to a poll is text in UTF-8 with its length", async () => {
    const { session } = await joined();
    await session.post('42/admin,["message","\u20ac"]');
    const answer = await session.poll();
    assert.equal(answer.status, 200);
    assert.equal(answer.headers["content-type"], "text/plain; charset=UTF-8");
    assert.equal(answer.headers["content-length"],
        String(Buffer.byteLength('42/admin,["message-back","\u20ac"]')));
    assert.equal(answer.headers["cache-control"], "no-store");
    assert.equal(answer.headers["x-xss-protection"], undefined);
});

test("old browsers get X-XSS-Protection: 0", async () => {
    for (const agent of ["Mozilla/4.0 (compatible;MSIE 8.0)", "Mozilla/5.0 Trident/7.0"]) {
        const { session } = await joined();
        const headers = { "User-Agent": agent };
        const posted = await session.post('42/admin,["message","x"]', { headers });
        assert.equal(posted.headers["x-xss-protection"], "0");
        assert.equal((await session.poll({ headers })).headers["x-xss-protection"], "0");
    }
});

test("the type of the content of a POST does not matter, except octets", async () => {
    const { session } = await joined();
    for (const type of ["text/plain", "application/json", "text/plain; charset=latin1"]) {
        const answer = await session.post("3", { headers: { "Content-Type": type } });
        assert.equal(answer.body, "ok", type);
    }
    const untyped = await exchange(server.current, {
        path: enginePath(session.query), method: "POST", body: "3",
    });
    assert.equal(untyped.body, "ok");
});

test("a POST in chunks is understood", async () => {
    const { session } = await joined();
    const raw = await TcpClient.open(server.current);
    raw.write(rawRequest("POST", enginePath(session.query), { "Transfer-Encoding": "chunked" }));
    raw.write('7\r\n42/admi\r\n12\r\nn,["message","ab"]\r\n0\r\n\r\n');
    assert.equal((await raw.readResponse()).body, "ok");
    raw.destroy();
    assert.equal(await session.next(), '42/admin,["message-back","ab"]');
});

test("a character may be cut in two by the network", async () => {
    const { session } = await joined();
    const body = Buffer.from('42/admin,["message","\u20ac\u{1f600}"]');
    const raw = await TcpClient.open(server.current);
    raw.write(rawRequest("POST", enginePath(session.query),
        { "Content-Length": body.length }));
    for (const octet of body) raw.write(Buffer.from([octet]));
    assert.equal((await raw.readResponse()).body, "ok");
    raw.destroy();
    assert.equal(await session.next(), '42/admin,["message-back","\u20ac\u{1f600}"]');
});

test("a second poll while one is parked: 400, close packet, transport error", async () => {
    const { session, id } = await joined();
    // Both on one connection each; the first is known to be parked once the second is refused.
    const answers = await Promise.all([session.poll(), session.poll()]);
    const [refused, parked] = answers.sort((a, b) => b.status - a.status);
    assert.equal(refused.status, 400);
    assert.equal(refused.body, "");
    assert.equal(parked.status, 200);
    assert.equal(parked.body, "1");
    await left(id, "transport error");
    await gone(session);
});

/** A POST whose body has not ended, on a connection of its own. */
async function openPost(session, sent = "4") {
    const raw = await TcpClient.open(server.current);
    raw.write(rawRequest("POST", enginePath(session.query), { "Content-Length": 1000 }));
    raw.write(sent);
    return raw;
}

/** What became of a request: its answer, or "ended" if the connection ended without one. */
const outcome = (raw) => raw.readResponse().catch(() => "ended");

test("a second POST while one is open: 400, the first is destroyed, transport error", async () => {
    const { session, id } = await joined();
    // Neither body ever ends, so it does not matter which of the two the server reads first.
    const posts = [await openPost(session), await openPost(session)];
    const outcomes = await Promise.all(posts.map(outcome));
    const answers = outcomes.filter((one) => one !== "ended");
    assert.equal(answers.length, 1, "one is refused, the other ends without an answer");
    assert.equal(answers[0].status, 400);
    assert.equal(answers[0].body, "");
    await left(id, "transport error");
    await gone(session);
    for (const raw of posts) raw.destroy();
});

test("a poll and a POST may be open at the same time", async () => {
    const { session } = await joined();
    const parked = session.poll();
    const start = '42/admin,["message","';
    const raw = await openPost(session, start + "x".repeat(998 - start.length));
    raw.write('"]');
    assert.equal((await raw.readResponse()).body, "ok");
    raw.destroy();
    assert.match((await parked).body, /^42\/admin,\["message-back","x{977}"\]$/);
});

test("a client that drops a parked poll: transport error", async () => {
    const { session, id } = await joined();
    const raw = await TcpClient.open(server.current);
    raw.write(rawRequest("GET", enginePath(session.query)));
    raw.destroy();
    await left(id, "transport error");
    await gone(session);
});

test("a client that resets the connection of a parked poll: transport error", async () => {
    const { session, id } = await joined();
    const raw = await TcpClient.open(server.current);
    raw.write(rawRequest("GET", enginePath(session.query)));
    // Parked for certain: the server has read what came after it on another connection.
    await session.send("3");
    raw.reset();
    await left(id, "transport error");
    await gone(session);
});

test("a client that drops an open POST: transport error", async () => {
    const { session, id } = await joined();
    const raw = await openPost(session);
    raw.destroy();
    await left(id, "transport error");
    await gone(session);
});

test("a POST of octets: 400 and transport error", async () => {
    const { session, id } = await joined();
    const answer = await session.post(
        "4x", { headers: { "Content-Type": "application/octet-stream" } });
    assert.equal(answer.status, 400);
    assert.equal(answer.body, "");
    await left(id, "transport error");
    await gone(session);
});

test("a close packet by POST: the parked poll gets a noop, the POST ok", async () => {
    const { session, id } = await joined();
    const parked = session.poll();
    // The poll must be parked before: its connection was opened first and this takes a round trip.
    await session.send("3");
    const answer = await session.post("1");
    assert.equal(answer.status, 200);
    assert.equal(answer.body, "ok");
    assert.equal((await parked).body, "6");
    await left(id, "transport close");
    await gone(session);
});

test("a close packet by POST without a parked poll", async () => {
    const { session, id } = await joined();
    assert.equal((await session.post("1")).body, "ok");
    await left(id, "transport close");
    await gone(session);
});

test("packets behind a close packet do not count", async () => {
    const witness = await RawWebSocket.open(server.current);
    await witness.join("/n9");
    const session = await PollingSession.open(server.current);
    const id = await session.join("/n9");
    await session.post('1\x1e42/n9,["broadcast",{"event":"news","args":["behind"]}]');
    await server.current.event({ event: "disconnect", id, reason: "transport close" });
    await witness.roundTrip("/n9");
});

const undecodable = {
    "text": "abc", "nothing": "", "an unknown type": "7", "a separator": "\x1e",
    "a bad packet behind a good one": "3\x1eabc", "an empty packet at the end": "3\x1e",
    "a JSON text": '["message"]',
};
for (const [what, body] of Object.entries(undecodable)) {
    test(`a payload that is ${what}: parse error`, async () => {
        const { session, id } = await joined();
        const raw = await TcpClient.open(server.current);
        raw.write(rawRequest("POST", enginePath(session.query), {}, body));
        const answer = await outcome(raw);
        raw.destroy();
        assert.ok(expected("undecodablePayload").outcomes.includes(answer.status ?? answer));
        await left(id, "parse error");
        await gone(session);
    });
}

test("a ping of the client: transport error", async () => {
    const { session, id } = await joined();
    await session.post("2").catch(() => {});
    await left(id, "transport error");
    await gone(session);
});

for (const packet of ["0", "3", "5", "6", '0{"sid":"x"}', "5x", "6x", "3probe"]) {
    test(`packet ${packet} of a client is ignored on polling`, async () => {
        const { session } = await joined();
        await session.send(packet);
        await session.roundTrip("/admin");
    });
}

test("a server that disconnects answers the parked poll, and the next ones end it", async () => {
    const { session, id } = await joined();
    await session.send('42/admin,["disconnect-me",true]');
    const packets = await session.whenClosed();
    assert.deepEqual(packets.filter((packet) => packet !== "6"), ["41/admin,", "1"]);
    await left(id, "server namespace disconnect");
});

test("a session closed by the server while a poll is parked: close packet", async () => {
    const { session, id } = await joined();
    const parked = session.poll();
    await session.send("3");
    await session.post("4not a packet").catch(() => {});
    assert.equal((await parked).body, "1");
    await left(id, "forced close");
    await gone(session);
});

test("a session closed by the server between two polls: noop and close packet", async () => {
    const { session } = await joined();
    await session.post("4not a packet");
    assert.equal((await session.poll()).body, "6\x1e1");
    await gone(session);
});

test("a session lives on without polls, and keeps what was sent", async () => {
    const { session } = await joined();
    for (let i = 0; i < 100; i++) await session.send(`42/admin,["message",${i}]`);
    for (let i = 0; i < 100; i++) {
        assert.equal(await session.next(), `42/admin,["message-back",${i}]`);
    }
});

test("HTTP/1.0 without keep-alive is answered and closed", async () => {
    const raw = await TcpClient.open(server.current);
    raw.write("GET /socket.io/?EIO=4&transport=polling HTTP/1.0\r\nHost: x\r\n\r\n");
    const answer = await raw.readResponse();
    assert.equal(answer.status, 200);
    assert.equal(answer.body[0], "0");
    assert.equal((await raw.readToEnd()).length, 0);
    raw.destroy();
});

test("Connection: close is obeyed", async () => {
    const raw = await TcpClient.open(server.current);
    raw.write(rawRequest("GET", "/socket.io/?EIO=4&transport=polling", { Connection: "close" }));
    const answer = await raw.readResponse();
    assert.equal(answer.status, 200);
    assert.equal((await raw.readToEnd()).length, 0);
    raw.destroy();
});
