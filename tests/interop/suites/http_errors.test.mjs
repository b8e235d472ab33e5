// SPDX-License-Identifier: MIT
//
// What the engine refuses at HTTP level, in the order of its checks: a request that is wrong in
// several ways gets the answer of the first.
import assert from "node:assert/strict";
import { describe } from "node:test";

import { test, useServer } from "../harness/fixture.mjs";
import { engineRequest, exchange, refusalBody } from "../harness/http.mjs";
import { PollingSession, RawWebSocket } from "../harness/raw_sessions.mjs";
import { rawRequest, TcpClient } from "../harness/tcp.mjs";

const server = useServer();

const refusals = {
    unknownTransport: refusalBody(0, "Transport unknown"),
    unknownSession: refusalBody(1, "Session ID unknown"),
    badMethod: refusalBody(2, "Bad handshake method"),
    badRequest: refusalBody(3, "Bad request"),
    forbidden: refusalBody(4, "Forbidden"),
    unsupported: refusalBody(5, "Unsupported protocol version"),
};

/** Asserts the answer and what the application of the server is told about it. */
async function refused(request, body, context, status = 400) {
    const since = server.current.mark();
    const answer = await request;
    assert.equal(answer.status, status);
    assert.equal(answer.body, body);
    assert.equal(answer.headers["content-type"], "application/json");
    const { code, message } = JSON.parse(body);
    await server.current.event({ event: "connection_error", code, message, context }, since);
}

const engine = (query, rest) => engineRequest(server.current, query, rest);

const transports = [
    ["missing", undefined, {}],
    ["empty", "", { transport: "" }],
    ["not known", "carrier-pigeon", { transport: "carrier-pigeon" }],
    ["a name of Object.prototype", "constructor", { transport: "constructor" }],
    ["__proto__", "__proto__", { transport: "__proto__" }],
    ["webtransport", "webtransport", { transport: "webtransport" }],
    ["in the wrong case", "Polling", { transport: "Polling" }],
];
for (const [what, transport, context] of transports) {
    test(`transport ${what}: code 0`, async () => {
        const query = transport === undefined ? { EIO: 4 } : { EIO: 4, transport };
        await refused(engine(query), refusals.unknownTransport, context);
    });
}

test("no query at all: code 0", async () => {
    await refused(
        exchange(server.current, { path: "/socket.io/" }), refusals.unknownTransport, {});
});

test("transport is checked before sid, method and revision: code 0", async () => {
    await refused(engine({ EIO: 3, transport: "x", sid: "y" }, { method: "POST", body: "" }),
        refusals.unknownTransport, { transport: "x" });
});

test("transport is checked before the method of a handshake: code 0", async () => {
    await refused(engine({ EIO: 4, transport: "x" }, { method: "POST", body: "" }),
        refusals.unknownTransport, { transport: "x" });
});

test("sid is checked before the method: code 1", async () => {
    await refused(engine({ EIO: 4, transport: "polling", sid: "x" }, { method: "DELETE" }),
        refusals.unknownSession, { sid: "x" });
});

test("an Origin with a character that no header may have: code 3", async () => {
    const raw = await TcpClient.open(server.current);
    const since = server.current.mark();
    // A control character would already be refused by the HTTP parser.
    raw.write(Buffer.from(rawRequest("GET", "/socket.io/?EIO=4&transport=polling&sid=unknown",
        { Origin: "http://a\xffb.example" }), "latin1"));
    const answer = await raw.readResponse();
    raw.destroy();
    // The octets 0x80 to 0xff are legal in a header: the next check refuses.
    assert.equal(answer.status, 400);
    assert.equal(answer.body, refusals.unknownSession);
    await server.current.event(
        { event: "connection_error", code: 1, context: { sid: "unknown" } }, since);
});

const unknownSids = {
    "any text": "x",
    "well-formed, but unknown": "AAAAAAAAAAAAAAAAAAAA",
    "__proto__": "__proto__",
    "constructor": "constructor",
    "toString": "toString",
    "NUL": "\u0000",
    "of 4000 characters": "s".repeat(4000),
    "not ASCII": "\u20ac",
};
for (const [what, sid] of Object.entries(unknownSids)) {
    test(`sid ${what}: code 1, by GET and by POST`, async () => {
        const query = { EIO: 4, transport: "polling", sid };
        await refused(engine(query), refusals.unknownSession, { sid });
        await refused(
            engine(query, { method: "POST", body: "4x" }), refusals.unknownSession, { sid });
    });
}

test("sid is checked before transport and revision: code 1", async () => {
    await refused(engine({ EIO: 3, transport: "websocket", sid: "unknown" }),
        refusals.unknownSession, { sid: "unknown" });
});

test("a polling session asked for by transport=websocket without upgrade: code 3", async () => {
    const { sid } = await PollingSession.open(server.current);
    await refused(engine({ EIO: 4, transport: "websocket", sid }), refusals.badRequest,
        { name: "TRANSPORT_MISMATCH", transport: "websocket", previousTransport: "polling" });
});

test("a WebSocket session asked for by polling: code 3, and it goes on", async () => {
    const session = await RawWebSocket.open(server.current);
    await session.join("/admin");
    await refused(engine({ EIO: 4, transport: "polling", sid: session.sid }), refusals.badRequest,
        { name: "TRANSPORT_MISMATCH", transport: "polling", previousTransport: "websocket" });
    await session.roundTrip("/admin");
});

for (const revision of ["3", undefined]) {
    test(`EIO ${revision} for a session of revision 4: code 3, and it goes on`, async () => {
        const session = await PollingSession.open(server.current);
        const query = { transport: "polling", sid: session.sid };
        if (revision) query.EIO = revision;
        await refused(engine(query), refusals.badRequest,
            { name: "PROTOCOL_MISMATCH", protocol: 3, previousProtocol: 4 });
        await session.join("/admin");
    });
}

for (const method of ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"]) {
    test(`${method} without sid: code 2`, async () => {
        await refused(engine({ EIO: 4, transport: "polling" }, { method, body: "x" }),
            refusals.badMethod, { method });
    });
}

test("HEAD without sid: 400 without body", async () => {
    const answer = await engine({ EIO: 4, transport: "polling" }, { method: "HEAD" });
    assert.equal(answer.status, 400);
    assert.equal(answer.body, "");
});

test("method is checked before revision and transport handshake: code 2", async () => {
    await refused(engine({ EIO: 3, transport: "websocket" }, { method: "POST", body: "" }),
        refusals.badMethod, { method: "POST" });
});

test("transport=websocket without upgrade: code 3", async () => {
    await refused(engine({ EIO: 4, transport: "websocket" }), refusals.badRequest,
        { name: "TRANSPORT_HANDSHAKE_ERROR" });
});

test("transport handshake is checked before revision: code 3", async () => {
    await refused(engine({ EIO: 3, transport: "websocket" }), refusals.badRequest,
        { name: "TRANSPORT_HANDSHAKE_ERROR" });
});

for (const revision of [undefined, "", "3", "2", "5", "abc", "04"]) {
    test(`EIO=${revision}: code 5`, async () => {
        const query = { transport: "polling" };
        if (revision !== undefined) query.EIO = revision;
        await refused(engine(query), refusals.unsupported, { protocol: 3 });
    });
}

for (const method of ["PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"]) {
    test(`${method} with a valid sid: 500 without body, and the session goes on`, async () => {
        const session = await PollingSession.open(server.current);
        const answer = await session.poll({ method });
        assert.equal(answer.status, 500);
        assert.equal(answer.body, "");
        await session.join("/admin");
        await session.roundTrip("/admin");
    });
}

test("outside of the path: 404 without body", async () => {
    for (const path of ["/", "/socket", "/socket.i", "/other/?EIO=4&transport=polling"]) {
        const answer = await exchange(server.current, { path });
        assert.equal(answer.status, 404, path);
        assert.equal(answer.body, "", path);
    }
});

test("a refusal leaves the connection usable", async () => {
    const raw = await TcpClient.open(server.current);
    const path = "/socket.io/?EIO=4&transport=polling";
    raw.write(rawRequest("GET", path + "&sid=unknown"));
    assert.equal((await raw.readResponse()).body, refusals.unknownSession);
    raw.write(rawRequest("GET", path));
    const second = await raw.readResponse();
    assert.equal(second.status, 200);
    assert.equal(second.body[0], "0");
    raw.destroy();
});

test("pipelined requests are answered in order", async () => {
    const raw = await TcpClient.open(server.current);
    const path = "/socket.io/?EIO=4&transport=";
    raw.write(rawRequest("GET", path + "polling") + rawRequest("GET", path + "nothing")
        + rawRequest("GET", path + "polling&sid=unknown") + rawRequest("GET", "/elsewhere"));
    assert.equal((await raw.readResponse()).body[0], "0");
    assert.equal((await raw.readResponse()).body, refusals.unknownTransport);
    assert.equal((await raw.readResponse()).body, refusals.unknownSession);
    assert.equal((await raw.readResponse()).status, 404);
    raw.destroy();
});

test("the last of two equal query parameters counts", async () => {
    const answer = await exchange(server.current,
        { path: "/socket.io/?EIO=3&EIO=4&transport=nothing&transport=polling" });
    assert.equal(answer.status, 200);
});

test("percent-encoded query values are decoded", async () => {
    const answer = await exchange(server.current,
        { path: "/socket.io/?EIO=%34&transport=p%6Flling&x=%" });
    assert.equal(answer.status, 200);
});

describe("allowRequest", () => {
    const refusing = useServer({ allowRequest: "reject" });
    const refusingLater = useServer({ allowRequest: "reject-async" });
    const accepting = useServer({ allowRequest: "accept" });
    // For the one test that looks for what is not traced: no late line of another test.
    const unasked = useServer({ allowRequest: "reject" });
    const polling = { EIO: 4, transport: "polling" };

    test("a refusal without message: 403, code 4", async () => {
        const since = refusing.current.mark();
        const answer = await engineRequest(refusing.current, polling);
        assert.equal(answer.status, 403);
        assert.equal(answer.headers["content-type"], "application/json");
        assert.equal(answer.body, refusals.forbidden);
        const traced = await refusing.current.event({ event: "connection_error" }, since);
        assert.equal(traced.code, 4);
        assert.equal(traced.message, "Forbidden");
    });

    test("a later refusal with a message: 403, code 4 and the message", async () => {
        const since = refusingLater.current.mark();
        const answer = await engineRequest(refusingLater.current, polling);
        assert.equal(answer.status, 403);
        assert.equal(answer.body, refusalBody(4, "not today"));
        const traced = await refusingLater.current.event({ event: "connection_error" }, since);
        assert.deepEqual(traced, {
            event: "connection_error", code: 4, message: "Forbidden",
            context: { message: "not today" },
        });
    });

    test("is asked before the revision is checked: code 4", async () => {
        const answer = await engineRequest(refusing.current, { transport: "polling", EIO: 3 });
        assert.equal(answer.body, refusals.forbidden);
    });

    test("is not asked for requests that are refused before", async () => {
        assert.equal((await engineRequest(unasked.current, { ...polling, sid: "x" })).body,
            refusals.unknownSession);
        assert.equal((await engineRequest(unasked.current, polling, { method: "POST" })).body,
            refusals.badMethod);
        assert.equal(
            (await engineRequest(unasked.current, { EIO: 4, transport: "websocket" })).body,
            refusals.badRequest);
        await unasked.current.event({ event: "connection_error", code: 3 });
        assert.deepEqual(unasked.current.seen({ event: "allow_request" }), []);
    });

    test("is asked once a session, not for polls, posts and upgrades", async () => {
        const since = accepting.current.mark();
        const session = await PollingSession.open(accepting.current);
        const id = await session.join("/admin");
        const probe = await RawWebSocket.probe(accepting.current, session.sid);
        probe.send("2probe");
        assert.equal(await probe.next(), "3probe");
        await accepting.current.event({ event: "connection", id }, since);
        assert.deepEqual(accepting.current.seen({ event: "allow_request" }, since),
            [{ event: "allow_request", transport: "polling" }]);
    });

    test("is asked for a session that begins over WebSocket", async () => {
        const since = accepting.current.mark();
        await RawWebSocket.open(accepting.current);
        await accepting.current.event({ event: "allow_request", transport: "websocket" }, since);
    });
});
