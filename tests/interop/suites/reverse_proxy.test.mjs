// SPDX-License-Identifier: MIT
//
// Official clients behind nginx with the configuration of docs/guides/reverse-proxies.md.
import assert from "node:assert/strict";
import { after, before, describe } from "node:test";

import {
    ask, connectClient, connected, makeClient, received, transportOf, upgraded,
} from "../harness/clients.mjs";
import { test, useServer } from "../harness/fixture.mjs";
import { Nginx } from "../harness/nginx.mjs";

const server = useServer();
let nginx;

const transports = {
    polling: ["polling"],
    websocket: ["websocket"],
    "polling, then websocket": ["polling", "websocket"],
};

describe("behind nginx", () => {
    before(async () => { nginx = await Nginx.start(server.current); });
    after(() => nginx?.stop());

    for (const [name, list] of Object.entries(transports)) {
        test(`${name}: events, binary and large events pass both ways`, async () => {
            const client = await connectClient(nginx, { transports: list, ca: nginx.ca });
            if (list.length === 2) await upgraded(client);
            assert.equal(transportOf(client), list.at(-1));

            const octets = Buffer.from([0, 1, 254, 255]);
            assert.deepEqual(await ask(client, "message-with-ack", "hello", { octets }), [
                "hello", { octets },
            ]);
            // Near max_http_buffer_size, which the proxy must not cut short.
            const large = "x".repeat(990_000);
            assert.deepEqual(await ask(client, "message-with-ack", large), [large]);
        });
    }

    test("the server sees the address that the proxy names, and no other", async () => {
        const client = await connectClient(nginx, {
            ca: nginx.ca,
            extraHeaders: { "X-Forwarded-For": "192.0.2.1" },
        });
        const [{ headers }] = await ask(client, "handshake");
        assert.equal(headers["x-forwarded-for"], "127.0.0.1");
        assert.equal(headers.host, "localhost");
    });

    test("plain HTTP is sent to TLS", async () => {
        const answer = await fetch(`${nginx.plainUrl}/socket.io/?EIO=4`, { redirect: "manual" });
        assert.equal(answer.status, 301);
        assert.equal(answer.headers.get("location"), "https://localhost/socket.io/?EIO=4");
    });

    test("a client comes back when the proxy was restarted", async (t) => {
        const own = await Nginx.start(server.current);
        t.after(() => own.stop());
        const client = await connectClient(own, {
            ca: own.ca, transports: ["websocket"], reconnection: true, reconnectionDelay: 20,
        });
        const lost = received(client, "disconnect");
        const back = received(client, "connect");
        await own.restart();
        assert.deepEqual((await lost)[0], "transport close");
        await back;
        assert.deepEqual(await ask(client, "message-with-ack", 1), [1]);
    });

    test("without the lines about Upgrade there is no WebSocket", async (t) => {
        const broken = await Nginx.start(server.current, [
            ["proxy_set_header Upgrade $http_upgrade;", ""],
        ]);
        t.after(() => broken.stop());
        const client = makeClient(broken, { transports: ["websocket"], ca: broken.ca });
        await assert.rejects(connected(client), /websocket error/);
    });
});
