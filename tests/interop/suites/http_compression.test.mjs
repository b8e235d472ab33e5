// SPDX-License-Identifier: MIT
//
// Answers to long-polling, compressed for who takes that.
import assert from "node:assert/strict";
import { describe } from "node:test";
import { gunzipSync, inflateSync } from "node:zlib";

import { ask, connectClient } from "../harness/clients.mjs";
import { test, useServer } from "../harness/fixture.mjs";
import { PollingSession } from "../harness/raw_sessions.mjs";
import { rawRequest, TcpClient } from "../harness/tcp.mjs";
import { enginePath } from "../harness/http.mjs";

const unpack = { gzip: gunzipSync, deflate: inflateSync };

/** The head and the octets of the body of one poll. */
async function poll(server, session, acceptEncoding) {
    const raw = await TcpClient.open(server);
    const headers = { Connection: "close" };
    if (acceptEncoding !== undefined) headers["Accept-Encoding"] = acceptEncoding;
    raw.write(rawRequest("GET", enginePath(session.query), headers));
    const octets = await raw.readToEnd();
    raw.destroy();
    const end = octets.indexOf("\r\n\r\n");
    const head = octets.subarray(0, end).toString();
    const encoding = /content-encoding: (\S+)/i.exec(head)?.[1];
    let body = octets.subarray(end + 4);
    // Node streams what it compresses.
    if (/transfer-encoding: chunked/i.test(head)) body = unchunked(body);
    return { head, encoding, body: encoding ? unpack[encoding](body).toString() : body.toString() };
}

function unchunked(octets) {
    const parts = [];
    for (let at = 0;;) {
        const end = octets.indexOf("\r\n", at);
        const size = parseInt(octets.subarray(at, end).toString(), 16);
        if (size === 0) return Buffer.concat(parts);
        parts.push(octets.subarray(end + 2, end + 2 + size));
        at = end + 2 + size + 2;
    }
}

/** What a poll is answered with after the server has emitted that many letters. */
async function answer(server, length, acceptEncoding) {
    const session = await PollingSession.open(server);
    await session.join("/admin");
    await session.send(`42/admin,1["make-text",${length}]`);
    const got = await poll(server, session, acceptEncoding);
    assert.equal(got.body, `43/admin,1["${"x".repeat(length)}"]`);
    return got;
}

describe("by default", () => {
    const server = useServer();

    for (const [accepted, encoding] of [
        ["gzip", "gzip"], ["deflate", "deflate"], ["gzip, deflate, br", "gzip"],
        ["deflate, gzip", "deflate"], ["gzip;q=0.5, deflate", "deflate"], ["*", "gzip"],
        ["br", undefined], ["gzip;q=0", undefined], ["", undefined], [undefined, undefined],
    ]) {
        test(`accept ${accepted}: ${encoding}`, async () => {
            const got = await answer(server.current, 5000, accepted);
            assert.equal(got.encoding, encoding);
            assert.match(got.head, /content-type: text\/plain; charset=UTF-8/i);
        });
    }

    test("from 1024 octets on", async () => {
        const around = '43/admin,1[""]'.length;
        assert.equal((await answer(server.current, 1023 - around, "gzip")).encoding, undefined);
        assert.equal((await answer(server.current, 1024 - around, "gzip")).encoding, "gzip");
    });

    test("official clients that ask for it read it", async () => {
        const client = await connectClient(server.current, {
            transports: ["polling"], extraHeaders: { "Accept-Encoding": "identity" },
        });
        const text = "a long text ".repeat(500);
        assert.deepEqual(await ask(client, "message-with-ack", text), [text]);
    });
});

describe("without it", () => {
    const server = useServer({ noHttpCompression: true });

    test("nothing is compressed", async () => {
        assert.equal((await answer(server.current, 5000, "gzip")).encoding, undefined);
    });
});
