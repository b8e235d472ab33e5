// SPDX-License-Identifier: MIT
//
// Official clients behind proxies of TCP, nginx and HAProxy as the guide sets them up: version 1 and 2 of
// the PROXY protocol. The official server has nothing of the kind.
import assert from "node:assert/strict";
import http from "node:http";
import https from "node:https";
import { connect } from "node:net";
import { describe } from "node:test";
import { text } from "node:stream/consumers";

import { ask, connectClient, makeClient, connected, upgraded } from "../harness/clients.mjs";
import { makeCertificate } from "../harness/certificates.mjs";
import { within } from "../harness/deadline.mjs";
import { ownServer, test } from "../harness/fixture.mjs";
import { engineRequest } from "../harness/http.mjs";
import { serverKind } from "../harness/server.mjs";
import { TcpProxy } from "../harness/tcp_proxies.mjs";

const { ca, tlsCertificate, tlsKey } = makeCertificate();
const tls = { tlsCertificate, tlsKey };

/** The guide has HAProxy ask a route that the server under test does not have. */
const changes = (kind, secure) => kind === "nginx" ? [] : [
    ["/ready", "/socket.io/?EIO=4&transport=polling"],
    ["check", `check inter 100ms ${secure ? "check-ssl verify none" : ""}`],
];

async function behind(t, kind, options) {
    const server = await ownServer(t, options);
    const proxy = await TcpProxy.start(kind, server, changes(kind, options.tlsKey));
    t.after(() => proxy.stop());
    return { server, proxy };
}

/** What a client takes that is to sit at `localAddress` with each of its connections. */
const from = (localAddress, proxy) => ({
    agent: new (proxy.url.startsWith("https") ? https : http).Agent({ localAddress, ca }),
});

/** What the server knows of a client that sits at 127.0.0.2. */
async function handshakeOf(proxy, transports) {
    const client = await connectClient(proxy, { transports, ca, ...from("127.0.0.2", proxy) });
    if (transports.length === 2) await upgraded(client);
    const large = "x".repeat(500_000);
    assert.deepEqual(await ask(client, "message-with-ack", large), [large]);
    const [handshake] = await ask(client, "handshake");
    return handshake;
}

/** What is answered to these octets on a connection of their own. */
function answerTo(server, octets) {
    const connection = connect(server.port, "127.0.0.1");
    connection.write(octets);
    return within(text(connection), "the end of the connection");
}

const request = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

test("by default nobody has it, and the header is no HTTP", async (t) => {
    const server = await ownServer(t);
    const answer = await answerTo(server, `PROXY TCP4 192.0.2.1 127.0.0.1 56324 80\r\n${request}`);
    assert.match(answer, /^HTTP\/1\.1 400 /);
});

describe("a proxy of TCP", { skip: serverKind === "node" && "there is no such option" }, () => {
    for (const kind of ["nginx", "haproxy"])
        for (const [how, secure] of [["plain", {}], ["in front of TLS", tls]])
            test(`${kind}, ${how}: the address is the client's`, async (t) => {
                const { proxy } = await behind(t, kind, { ...secure, proxyProtocol: "127.0.0.1" });
                for (const transports of [["polling"], ["websocket"], ["polling", "websocket"]]) {
                    const handshake = await handshakeOf(proxy, transports);
                    assert.equal(handshake.address, "127.0.0.2");
                    assert.equal(handshake.secure, secure === tls);
                }
            });

    test("HAProxy asks for itself how the server is", async (t) => {
        const { proxy } = await behind(t, "haproxy", { proxyProtocol: "127.0.0.1" });
        await proxy.says(/Health check for server .* succeeded.*code: 200/);
    });

    test("and one of HTTP behind it, if that is trusted", async (t) => {
        const { proxy } = await behind(
            t, "nginx", { proxyProtocol: "127.0.0.1", trustedProxies: "127.0.0.2" });
        for (const [localAddress, expected] of [["127.0.0.2", "192.0.2.1"], ["127.0.0.3", "127.0.0.3"]]) {
            const client = await connectClient(proxy, {
                extraHeaders: { "X-Forwarded-For": "192.0.2.1" }, ...from(localAddress, proxy),
            });
            const [{ address }] = await ask(client, "handshake");
            assert.equal(address, expected);
        }
    });

    test("that is not listed is not understood", async (t) => {
        const { server, proxy } = await behind(t, "nginx", { proxyProtocol: "10.0.0.0/8" });
        await assert.rejects(connected(makeClient(proxy, { transports: ["polling"] })), /xhr poll error/);
        // Not through nginx: it may close on a request that it has not read, and the client sees a reset.
        const answer = await answerTo(server, `PROXY TCP4 192.0.2.1 127.0.0.1 56324 80\r\n${request}`);
        assert.match(answer, /^HTTP\/1\.1 400 /);
        const direct = await connectClient(server, from("127.0.0.2", server));
        const [{ address }] = await ask(direct, "handshake");
        assert.equal(address, "127.0.0.2");
    });

    test("is the only way in where it is listed", async (t) => {
        const server = await ownServer(t, { proxyProtocol: "127.0.0.0/8" });
        const answer = await engineRequest(server, { EIO: 4, transport: "polling" });
        assert.equal(answer.status, 400);
        assert.match(answer.body, /begin with a header of the PROXY protocol/);
        const wrong = await answerTo(server, `PROXY TCP4 127.0.0.1 256.0.0.1 1 2\r\n${request}`);
        assert.match(wrong, /^HTTP\/1\.1 400 /);
    });
});
