// SPDX-License-Identifier: MIT
import assert from "node:assert/strict";
import { describe } from "node:test";

import { ask, connectClient, received, upgraded } from "../harness/clients.mjs";
import { expected } from "../harness/differences.mjs";
import { test, useServer } from "../harness/fixture.mjs";
import { enginePath, exchange, refusalBody } from "../harness/http.mjs";
import { openSession, PollingSession, RawWebSocket } from "../harness/raw_sessions.mjs";
import { rawRequest, TcpClient } from "../harness/tcp.mjs";

const defaults = useServer();

// The default limit is one million octets; this leaves room for the packet around the text.
const almostOneMegabyte = 999_900;

for (const transports of [["polling"], ["websocket"], ["polling", "websocket"]]) {
    const over = transports.join(" and ");

    test(`one megabyte of text from the server over ${over}`, async () => {
        const client = await connectClient(defaults.current, { transports });
        const [text] = await ask(client, "make-text", 1_000_000);
        assert.equal(text.length, 1_000_000);
        assert.match(text, /^x+$/);
    });

    test(`one megabyte of binary from the server over ${over}`, async () => {
        const client = await connectClient(defaults.current, { transports });
        const [bytes] = await ask(client, "make-bytes", 1_000_000);
        assert.equal(bytes.length, 1_000_000);
        assert.ok(bytes.every((octet, index) => octet === index % 251));
    });

    test(`one megabyte of text there and back over ${over}`, async () => {
        const client = await connectClient(defaults.current, { transports });
        // The client of 4.8 closes by itself what it believes too long for polling.
        if (transports.length === 2) await upgraded(client);
        const text = "\u00e9".repeat(almostOneMegabyte / 2);
        assert.deepEqual(await ask(client, "message-with-ack", text), [text]);
    });
}

test("one megabyte of binary there and back over websocket", async () => {
    const client = await connectClient(defaults.current, { transports: ["websocket"] });
    const bytes = Buffer.alloc(1_000_000, "binary");
    assert.deepEqual(await ask(client, "message-with-ack", bytes), [bytes]);
});

test("700 kB of binary there and back over polling, as base64", async () => {
    const client = await connectClient(defaults.current, { transports: ["polling"] });
    const bytes = Buffer.alloc(700_000, "binary");
    assert.deepEqual(await ask(client, "message-with-ack", bytes), [bytes]);
});

test("ten attachments of 900 kB over websocket", async () => {
    const client = await connectClient(defaults.current, { transports: ["websocket"] });
    const many = Array.from({ length: 10 }, (_unused, index) => Buffer.alloc(900_000, index));
    assert.deepEqual(await ask(client, "message-with-ack", ...many), many);
});

describe("max-http-buffer-size", () => {
    const limit = 2000;
    const small = useServer({ maxHttpBufferSize: limit });

    /** An event packet of exactly that many octets. */
    function packetOf(length, filler = "x") {
        const frame = (text) => `42/admin,["message","${text}"]`;
        const count = (length - frame("").length) / Buffer.byteLength(filler);
        return frame(filler.repeat(count));
    }

    test("counts octets, and packets of this size are sent here", () => {
        assert.equal(Buffer.byteLength(packetOf(limit)), limit);
        assert.equal(Buffer.byteLength(packetOf(limit + 1)), limit + 1);
    });

    test("a POST of exactly that size is taken", async () => {
        const session = await PollingSession.open(small.current);
        await session.join("/admin");
        await session.send(packetOf(limit));
        assert.equal((await session.next()).length, limit + "-back".length);
    });

    test("a POST of one octet more: 413", async () => {
        const session = await PollingSession.open(small.current);
        const id = await session.join("/admin");
        const answer = await session.post(packetOf(limit + 1));
        assert.equal(answer.status, 413);
        assert.equal(answer.body, "");
        const afterwards = session.post("3");
        if (expected("sessionAfterTooLargePost").kept) {
            assert.equal((await afterwards).body, "ok");
            await session.roundTrip("/admin");
        } else {
            assert.equal((await afterwards).body, refusalBody(1, "Session ID unknown"));
            await small.current.event({ event: "disconnect", id });
        }
    });

    test("a POST in chunks of one octet more: 413", async () => {
        const session = await PollingSession.open(small.current);
        await session.join("/admin");
        const raw = await TcpClient.open(small.current);
        raw.write(rawRequest(
            "POST", enginePath(session.query), { "Transfer-Encoding": "chunked" }));
        const body = packetOf(limit + 1);
        for (let at = 0; at < body.length; at += 500) {
            const part = body.slice(at, at + 500);
            raw.write(`${part.length.toString(16)}\r\n${part}\r\n`);
        }
        raw.write("0\r\n\r\n");
        assert.equal((await raw.readResponse()).status, 413);
        raw.destroy();
    });

    test("octets count, not characters", async () => {
        const session = await PollingSession.open(small.current);
        await session.join("/admin");
        const body = packetOf(limit + 400, "\u20ac");
        assert.ok(body.length < limit && Buffer.byteLength(body) > limit);
        assert.equal((await session.post(body)).status, 413);
    });

    test("a huge announced length does not help: 413 or an end, soon", async () => {
        const session = await PollingSession.open(small.current);
        await session.join("/admin");
        const raw = await TcpClient.open(small.current);
        raw.write(rawRequest("POST", enginePath(session.query), { "Content-Length": 10 ** 12 }));
        raw.write("4" + "x".repeat(limit));
        assert.equal((await raw.readResponse()).status, 413);
        raw.destroy();
    });

    test("a WebSocket message of exactly that size is taken", async () => {
        const session = await RawWebSocket.open(small.current);
        await session.join("/admin");
        session.send(packetOf(limit));
        assert.equal((await session.next()).length, limit + "-back".length);
    });

    for (const [what, send] of Object.entries({
        "of text": (session) => session.send(packetOf(limit + 1)),
        "of binary": (session) => session.send(Buffer.alloc(limit + 1)),
        "in fragments": (session) => session.sendFragments(packetOf(limit + 1).match(/.{1,500}/g)),
    })) {
        test(`a WebSocket message ${what} of one octet more: close code 1009`, async () => {
            const session = await RawWebSocket.open(small.current);
            const id = await session.join("/admin");
            send(session);
            assert.equal((await session.whenClosed()).code, 1009);
            await small.current.event({ event: "disconnect", id, reason: "transport error" });
        });
    }

    test("does not limit what the server sends", async () => {
        for (const transport of ["polling", "websocket"]) {
            const session = await openSession(small.current, transport);
            await session.join("/admin");
            await session.send(`42/admin,1["make-text",${10 * limit}]`);
            assert.equal((await session.next()).length, '43/admin,1[""]'.length + 10 * limit);
        }
    });

    test("the official client splits its payloads and stays below", async () => {
        const client = await connectClient(small.current, { transports: ["polling"] });
        for (let i = 0; i < 500; i++) client.emit("number", i);
        assert.deepEqual(await ask(client, "numbers-seen"), [{ received: 500, in_order: true }]);
    });

    test("the official client over polling learns the status when it sends too much", async () => {
        const client = await connectClient(small.current, { transports: ["polling"] });
        const left = received(client, "disconnect");
        client.emit("message", "x".repeat(limit));
        const [reason, details] = await left;
        assert.equal(reason, "transport error");
        assert.equal(details.description, 413);
    });

    test("a refusal of one session leaves the server to the others", async () => {
        const session = await RawWebSocket.open(small.current);
        session.send(packetOf(100 * limit));
        await session.whenClosed();
        const answer = await exchange(small.current, {
            path: enginePath({ EIO: 4, transport: "polling" }),
        });
        assert.equal(answer.status, 200);
    });
});
