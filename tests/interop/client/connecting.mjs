// SPDX-License-Identifier: MIT
import assert from "node:assert/strict";
import { describe } from "node:test";

import { makeCertificate } from "../harness/certificates.mjs";
import { ownServer, test } from "../harness/fixture.mjs";
import { OurClient } from "./ours.mjs";
import { soon } from "./ways.mjs";

/** What a client says when it connects and is told, beside every server of Engine.IO 4. */
export function testConnecting(ways, fixture, refusalOfUnknown) {
    const connect = (t, options, nsp) =>
        OurClient.connected(t, fixture.current.url, options, nsp);

    test("namespaces share a connection", async (t) => {
        const client = await connect(t);
        client.join("/custom");
        await client.next({ is: "connect", nsp: "/custom" });
        client.do("emit", { nsp: "/custom", event: "message", args: [1] });
        await client.next({ is: "event", nsp: "/custom", name: "message-back" });
        client.do("disconnect", { nsp: "/custom" });
        await client.next({ is: "disconnect", nsp: "/custom" });
        assert.deepEqual(await client.ask("message-with-ack", 2), [2]);
        const mark = client.mark();
        client.do("connect", { nsp: "/custom" });
        await client.next({ is: "connect", nsp: "/custom" }, mark);
    });

    test("an unknown namespace refuses", async (t) => {
        const client = await connect(t);
        client.join("/nowhere");
        const why = await client.next({ is: "connect_error", nsp: "/nowhere" });
        assert.deepEqual([why.stage, why.message, why.active], ["nsp", refusalOfUnknown, false]);
    });

    test("a middleware refuses, with data, and lets in who says better", async (t) => {
        const refused = new OurClient(t, fixture.current.url, { auth: { token: "wrong" } });
        refused.join("/guarded");
        const why = await refused.next({ is: "connect_error" });
        assert.deepEqual([why.message, why.data], ["not allowed", { code: 401, why: "bad token" }]);
        await connect(t, { auth: { token: "secret" } }, "/guarded");
    });

    test("auth is asked for at each connect", async (t) => {
        const server = await ownServer(t);
        const client = await OurClient.connected(t, server.url, { countsInAuth: true, ...soon });
        assert.deepEqual((await client.next({ is: "event", name: "auth" })).args, [{ count: 1 }]);
        const mark = client.mark();
        await server.end("SIGKILL");
        await client.next({ is: "disconnect" }, mark);
        await ownServer(t, { port: server.port });
        await client.next({ is: "connect" }, mark);
        const { args: [{ count }] } = await client.next({ is: "event", name: "auth" }, mark);
        assert.equal(count, 2);
    });

    test("headers and query come to the server", async (t) => {
        const client = await connect(t, {
            headers: { "x-one": "1" }, query: { "na me": "\u00e4&=" }, transports: ["websocket"],
        });
        const [handshake] = await client.ask("handshake");
        assert.equal(handshake.query["na me"], "\u00e4&=");
        assert.equal(handshake.headers["x-one"], "1");
    });

    test("a server without polling refuses by HTTP, and all transports are tried", async (t) => {
        const server = await ownServer(t, { transports: "websocket" });
        const refused = new OurClient(t, server.url, { reconnection: false });
        refused.join();
        const why = await refused.next({ is: "connect_error" });
        assert.deepEqual([why.stage, why.status], ["http", 400]);
        assert.match(why.message, /[Tt]ransport/);
        await OurClient.connected(t, server.url, { tryAllTransports: true });
    });

    describe("TLS", () => {
        const { ca, tlsCertificate, tlsKey } = makeCertificate();

        for (const [name, options] of Object.entries(ways))
            test(`is verified, by ${name}`, async (t) => {
                const server = await ownServer(t, { tlsCertificate, tlsKey });
                const url = server.url.replace("127.0.0.1", "localhost");
                const client = await OurClient.connected(t, url, { ...options, ca });
                assert.deepEqual(await client.ask("message-with-ack", 1), [1]);
                const refused = new OurClient(t, url, { ...options, reconnection: false });
                refused.join();
                const why = await refused.next({ is: "connect_error" });
                assert.equal(why.stage, "tls");
                await OurClient.connected(t, url, { ...options, verify: false });
            });
    });
}
