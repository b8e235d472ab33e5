// SPDX-License-Identifier: MIT
//
// Which address a client has behind nginx. The official server has nothing of the kind.
import assert from "node:assert/strict";
import { describe } from "node:test";

import { ask, connectClient } from "../harness/clients.mjs";
import { ownServer, test } from "../harness/fixture.mjs";
import { Nginx } from "../harness/nginx.mjs";
import { serverKind } from "../harness/server.mjs";

/** What nginx does with what clients say in the header: it adds to it. */
const appending = ["X-Forwarded-For $remote_addr", "X-Forwarded-For $proxy_add_x_forwarded_for"];
const forwarded = [
    "proxy_set_header X-Forwarded-For $remote_addr;",
    "proxy_set_header Forwarded \"for=$remote_addr;proto=$scheme\";",
];

/** The address of a client that sits at 127.0.0.2 and sends these headers. */
async function addressOf(server, rest, extraHeaders) {
    const client = await connectClient(server, {
        transports: ["websocket"], localAddress: "127.0.0.2", extraHeaders, ...rest,
    });
    const [{ address }] = await ask(client, "handshake");
    return address;
}

const lie = { "X-Forwarded-For": "192.0.2.1", "Forwarded": "for=192.0.2.1" };

/** The address of a client that lies about it to a server behind nginx. */
async function through(t, options, change) {
    const server = await ownServer(t, options);
    const nginx = await Nginx.start(server, [change]);
    t.after(() => nginx.stop());
    return addressOf(nginx, { ca: nginx.ca }, lie);
}

test("no proxy is trusted by default", async (t) => {
    assert.equal(await through(t, {}, appending), "127.0.0.1");
});

describe("trusted proxies", { skip: serverKind === "node" && "there is no such option" }, () => {
    test("that append to X-Forwarded-For", async (t) => {
        assert.equal(await through(t, { trustedProxies: "127.0.0.1" }, appending), "127.0.0.2");
    });

    test("that write Forwarded", async (t) => {
        assert.equal(await through(
            t, { trustedProxies: "127.0.0.1", forwardedHeader: true }, forwarded), "127.0.0.2");
    });

    test("are none but those that are named", async (t) => {
        assert.equal(await through(t, { trustedProxies: "10.0.0.0/8" }, appending), "127.0.0.1");
        const server = await ownServer(t, { trustedProxies: "127.0.0.1" });
        assert.equal(await addressOf(server, {}, lie), "127.0.0.2");
    });
});
