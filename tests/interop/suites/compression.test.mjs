// SPDX-License-Identifier: MIT
//
// permessage-deflate: what is agreed on, what goes through it, and what ends a connection.
import assert from "node:assert/strict";
import { describe } from "node:test";
import { constants, deflateRawSync } from "node:zlib";

import { ask, connectClient, received, transportOf } from "../harness/clients.mjs";
import { expected } from "../harness/differences.mjs";
import { test, useServer } from "../harness/fixture.mjs";
import { enginePath } from "../harness/http.mjs";
import { RawWebSocket } from "../harness/raw_sessions.mjs";
import { rawRequest, TcpClient } from "../harness/tcp.mjs";

const websocket = { EIO: 4, transport: "websocket" };
const long = "a text that repeats itself ".repeat(400);
const noise = Array.from({ length: 5000 }, (_unused, index) =>
    String.fromCharCode(97 + ((index * 7919 + (index * index) % 101) % 26))).join("");

async function attempt(server, extensions) {
    const raw = await TcpClient.open(server);
    raw.write(rawRequest("GET", enginePath(websocket), {
        "Connection": "Upgrade", "Upgrade": "websocket",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Extensions": extensions,
    }));
    return { raw, answer: await raw.readResponse() };
}

for (const [kind, options, perMessageDeflate] of [
    ["without contexts", { perMessageDeflate: 0 }, { threshold: 0 }],
    ["with contexts", { deflateContext: true }, { threshold: 0 }],
    ["with small windows", { deflateContext: true },
        { threshold: 0, serverMaxWindowBits: 9, clientMaxWindowBits: 9 }],
    ["from the default threshold on", { perMessageDeflate: 1024 }, {}],
]) {
    describe(`compression ${kind}`, () => {
        const server = useServer(options);

        for (const transports of [["websocket"], ["polling", "websocket"]]) {
            test(`official clients talk over ${transports}`, async () => {
                const client = await connectClient(
                    server.current, { transports, perMessageDeflate });
                while (transportOf(client) !== "websocket") {
                    await new Promise((resolve) => client.io.engine.once("upgrade", resolve));
                }
                assert.match(client.io.engine.transport.ws.extensions, /permessage-deflate/);
                for (const text of ["", "short", long, noise, long, "\u20ac".repeat(3000)]) {
                    assert.deepEqual(await ask(client, "message-with-ack", text), [text]);
                }
                const octets = Buffer.from(long);
                const [binary, rest] =
                    await ask(client, "message-with-ack", octets, { a: Buffer.alloc(3) });
                assert.deepEqual(Buffer.from(binary), octets);
                assert.deepEqual(Buffer.from(rest.a), Buffer.alloc(3));
            });
        }

        test("a broadcast reaches clients with and without compression", async () => {
            const all = await Promise.all([
                perMessageDeflate, perMessageDeflate, false,
            ].map((deflate) => connectClient(server.current, {
                transports: ["websocket"], perMessageDeflate: deflate,
            })));
            const polling = await connectClient(server.current, { transports: ["polling"] });
            all.push(polling);
            const heard = all.map((client) => received(client, "news"));
            await ask(polling, "broadcast", { from: "nsp", event: "news", args: [long] });
            for (const each of heard) assert.deepEqual(await each, [long]);
        });

        test("fragments of a compressed text are one packet", async () => {
            const session = await RawWebSocket.open(
                server.current, {}, { perMessageDeflate: { threshold: 0 } });
            await session.join("/admin");
            session.sendFragments(["42/ad", 'min,["message",', `"${long}"`, "]"]);
            assert.equal(await session.next(), `42/admin,["message-back","${long}"]`);
        });
    });
}

describe("negotiation", () => {
    const server = useServer({ deflateContext: true });

    for (const [offers, agreed] of [
        ["permessage-deflate", "permessage-deflate"],
        ["permessage-deflate; client_max_window_bits", "permessage-deflate"],
        ["permessage-deflate; client_max_window_bits=10",
            "permessage-deflate; client_max_window_bits=10"],
        ["permessage-deflate; server_max_window_bits=12",
            "permessage-deflate; server_max_window_bits=12"],
        ["permessage-deflate; server_no_context_takeover",
            "permessage-deflate; server_no_context_takeover"],
        ["permessage-deflate; client_no_context_takeover",
            "permessage-deflate; client_no_context_takeover"],
        ['permessage-deflate; server_max_window_bits="9", permessage-deflate',
            "permessage-deflate; server_max_window_bits=9"],
        ["x-webkit-deflate-frame", undefined],
        ["x-other; a=1, permessage-deflate", "permessage-deflate"],
    ]) {
        test(`${offers}: ${agreed}`, async () => {
            const { raw, answer } = await attempt(server.current, offers);
            assert.equal(answer.status, 101);
            assert.equal(answer.headers["sec-websocket-extensions"], agreed);
            raw.destroy();
        });
    }

    test("a server window of 8 bits", async () => {
        const { raw, answer } = await attempt(
            server.current, "permessage-deflate; server_max_window_bits=8");
        assert.equal(answer.status, 101);
        const { extensions } = expected("serverWindowOf8Bits");
        const got = answer.headers["sec-websocket-extensions"];
        if (extensions) assert.match(got, extensions);
        else assert.equal(got, undefined);
        raw.destroy();
    });

    for (const offers of [
        ";;", "permessage-deflate; unknown", "permessage-deflate; server_max_window_bits=7",
        "permessage-deflate; server_max_window_bits=16", "permessage-deflate; server_max_window_bits",
        "permessage-deflate; client_max_window_bits=99",
        "permessage-deflate; server_no_context_takeover=1",
        "permessage-deflate; client_no_context_takeover; client_no_context_takeover",
    ]) {
        test(`${offers}: 400`, async () => {
            const { raw, answer } = await attempt(server.current, offers);
            assert.equal(answer.status, 400);
            assert.equal(answer.body, "Invalid or unacceptable Sec-WebSocket-Extensions header");
            raw.destroy();
        });
    }
});

/** A masked frame; the mask is of zeros. */
function frame(first, payload) {
    const head = payload.length < 126 ? [first, 0x80 | payload.length]
        : [first, 0xfe, payload.length >> 8, payload.length & 0xff];
    return Buffer.concat([Buffer.from(head), Buffer.alloc(4), payload]);
}

function deflated(content) {
    const whole = deflateRawSync(content, { finishFlush: constants.Z_SYNC_FLUSH });
    return whole.subarray(0, whole.length - 4);
}

describe("what ends a connection", () => {
    const server = useServer({ perMessageDeflate: 1024, maxHttpBufferSize: 100_000 });

    /** The close code for these octets on a fresh session. */
    async function closeCodeFor(octets) {
        const { raw, answer } = await attempt(server.current, "permessage-deflate");
        assert.equal(answer.status, 101);
        raw.write(octets);
        const got = await raw.readToEnd();
        raw.destroy();
        // The open packet comes first, in a short frame.
        const first = got.readUInt8(1) === 126 ? 4 + got.readUInt16BE(2) : 2 + got[1];
        const close = got.subarray(first);
        assert.equal(close[0], 0x88, `a close frame, not ${close.toString("hex")}`);
        return close.length >= 4 ? close.readUInt16BE(2) : 1005;
    }

    const bomb = deflated(Buffer.alloc(10_000_000, "x"));
    for (const [what, code, octets] of [
        ["a bomb", 1009, frame(0xc1, bomb)],
        ["a binary bomb", 1009, frame(0xc2, bomb)],
        ["one octet more than the limit", 1009, frame(0xc1, deflated(Buffer.alloc(100_001, "4")))],
        ["what cannot be inflated", 1007, frame(0xc1, Buffer.from([0xff, 0xff, 0xff]))],
        ["what looks back before its beginning", 1007,
            frame(0xc1, Buffer.from("f200110000", "hex"))],
        ["a text that is no UTF-8", 1007, frame(0xc1, deflated(Buffer.from([0x34, 0xff])))],
        ["RSV1 on a ping", 1002, frame(0xc9, Buffer.alloc(0))],
        ["RSV1 on a close frame", 1002, frame(0xc8, Buffer.alloc(0))],
        ["RSV1 on a continuation", 1002,
            Buffer.concat([frame(0x41, Buffer.alloc(0)), frame(0xc0, Buffer.alloc(0))])],
        ["RSV2", 1002, frame(0xa1, Buffer.alloc(0))],
    ]) {
        test(`${what}: close code ${code}`, async () => {
            assert.equal(await closeCodeFor(octets), code);
        });
    }

    const truncated = expected("truncatedDeflate");
    test("a text that ends too early: close code 1007", { skip: truncated.skip }, async () => {
        const whole = deflated(Buffer.from(noise));
        assert.equal(await closeCodeFor(frame(0xc1, whole.subarray(0, whole.length - 10))), 1007);
    });

    test("everybody else goes on", async () => {
        const client = await connectClient(server.current, { transports: ["websocket"] });
        await closeCodeFor(frame(0xc1, bomb));
        assert.deepEqual(await ask(client, "message-with-ack", long), [long]);
    });
});
