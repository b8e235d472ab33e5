// SPDX-License-Identifier: MIT
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect as connectPlain } from "node:net";
import { connect as connectTls } from "node:tls";

import {
    ask, connectClient, connected, makeClient, received, transportOf, upgraded,
} from "../harness/clients.mjs";
import { makeCertificate } from "../harness/certificates.mjs";
import { nextEvent, within } from "../harness/deadline.mjs";
import { ownServer, test, useServer } from "../harness/fixture.mjs";

const { ca, tlsCertificate, tlsKey } = makeCertificate();
const server = useServer({ tlsCertificate, tlsKey });

const waysToConnect = {
    "polling": { transports: ["polling"] },
    "websocket": { transports: ["websocket"] },
    "polling and then websocket": {},
};

for (const [how, options] of Object.entries(waysToConnect)) {
    const connect = async () => {
        const client = await connectClient(server.current, { ca, ...options });
        if (!options.transports) await upgraded(client);
        return client;
    };

    test(`over ${how}: the connection is known to be secure`, async () => {
        const client = await connect();
        const [handshake] = await ask(client, "handshake");
        assert.equal(handshake.secure, true);
        assert.equal(handshake.address, "127.0.0.1");
    });

    test(`over ${how}: text, binary and many events come through`, async () => {
        const client = await connect();
        const args = ["text \u00e9\u4e2d", { deep: [Buffer.from([0, 255]), 1.5] }];
        assert.deepEqual(await ask(client, "message-with-ack", ...args), args);
        const [text] = await ask(client, "make-text", 3_000_000);
        assert.equal(text.length, 3_000_000);
        const [bytes] = await ask(client, "make-bytes", 1_000_000);
        assert.ok(bytes.every((byte, index) => byte === index % 251));
        const mine = "m".repeat(900_000);
        assert.deepEqual(await ask(client, "message-with-ack", mine), [mine]);
        const [count] = await ask(client, "send-numbers", 0, 5000, 100);
        assert.equal(count, 5000);
    });

    test(`over ${how}: both sides learn that the other leaves`, async () => {
        const client = await connect();
        const { id } = client;
        client.disconnect();
        await server.current.event({ event: "disconnect", id, reason: "client namespace disconnect" });
        const second = await connect();
        const left = received(second, "disconnect");
        second.emit("disconnect-me", true);
        assert.deepEqual((await left)[0], "io server disconnect");
    });
}

test("a client that does not trust the certificate stays out", async () => {
    const client = makeClient(server.current);
    await assert.rejects(connected(client), /xhr poll error|websocket error/);
});

const tlsOptions = () => ({ host: "127.0.0.1", port: server.current.port, ca });

test("the protocol is HTTP/1.1, and who offers only others is refused", async () => {
    const both = connectTls({ ...tlsOptions(), ALPNProtocols: ["h2", "http/1.1"] });
    await nextEvent(both, "secureConnect");
    assert.equal(both.alpnProtocol, "http/1.1");
    both.destroy();
    const other = connectTls({ ...tlsOptions(), ALPNProtocols: ["h2"] });
    const [refusal] = await nextEvent(other, "error");
    assert.equal(refusal.code, "ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL");
});

test("a session is resumed", async () => {
    for (const maxVersion of ["TLSv1.2", "TLSv1.3"]) {
        const first = connectTls({ ...tlsOptions(), maxVersion });
        const [session] = await nextEvent(first, "session");
        first.end();
        const second = connectTls({ ...tlsOptions(), maxVersion, session });
        await nextEvent(second, "secureConnect");
        assert.equal(second.isSessionReused(), true, maxVersion);
        second.destroy();
    }
});

test("who speaks plain HTTP, or nonsense, is disconnected and nobody else", async () => {
    const client = await connectClient(server.current, { ca });
    for (const words of ["GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "\0".repeat(1000)]) {
        const plain = connectPlain(server.current.port, "127.0.0.1");
        plain.on("error", () => {});
        plain.resume();
        plain.write(words);
        await within(once(plain, "close"), "the end of the connection");
    }
    assert.deepEqual(await ask(client, "message-with-ack", 1), [1]);
});

test("a server that stops tells its clients", async (t) => {
    const own = await ownServer(t, { tlsCertificate, tlsKey });
    const client = await connectClient(own, { ca, transports: ["websocket"] });
    assert.equal(transportOf(client), "websocket");
    const left = received(client, "disconnect");
    await own.stop();
    assert.equal((await left)[0], "transport close");
});
