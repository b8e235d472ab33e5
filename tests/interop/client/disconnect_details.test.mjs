// SPDX-License-Identifier: MIT
//
// What is told with the reason of a disconnect: by our client and by the official one, of one server.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { Server } from "socket.io";
import { io } from "socket.io-client";

import { within } from "../harness/deadline.mjs";
import { test } from "../harness/fixture.mjs";
import { OurClient } from "./ours.mjs";

/** What both are told when `end` has been done to their sockets on the server. */
async function told(t, transport, end) {
    const http = createServer();
    const server = new Server(http);
    server.on("connection", (socket) => socket.on("end", () => end(socket)));
    http.listen(0, "127.0.0.1");
    await once(http, "listening");
    const url = `http://127.0.0.1:${http.address().port}`;
    const options = { transports: [transport], reconnection: false };

    const official = io(url, { ...options, forceNew: true });
    t.after(() => {
        official.close();
        server.close();
        http.closeAllConnections();
    });
    const heard = new Promise((resolve) => {
        official.on("disconnect", (reason, details) => resolve({ reason, details }));
    });
    official.emit("end");
    const ours = await OurClient.connected(t, url, options);
    ours.emit("end");
    return {
        ours: await ours.next({ is: "disconnect" }),
        official: await within(heard, "the official client to be told"),
    };
}

for (const [code, words] of [[1008, "policy"], [1009, ""], [4000, "no room for you"]]) {
    test(`a close frame with ${code}`, async (t) => {
        const { ours, official } = await told(t, "websocket", ({ conn }) => {
            conn.transport.socket.close(code, words);
        });
        assert.equal(official.details.context.code, code);
        assert.equal(official.details.context.reason, words);
        assert.equal(ours.reason, official.reason);
        assert.equal(ours.close_code, code);
        assert.equal(ours.message, words);
        assert.equal(ours.status, 0);
    });
}

test("a close frame without a code", async (t) => {
    const { ours, official } = await told(t, "websocket", ({ conn }) => conn.transport.socket.close());
    assert.equal(official.details.context.code, 1005);
    assert.equal(ours.reason, official.reason);
    assert.equal(ours.close_code, 1005);
});

test("no close frame", async (t) => {
    const { ours, official } = await told(t, "websocket", ({ conn }) => conn.transport.socket.terminate());
    assert.equal(official.details.context.code, 1006);
    assert.equal(ours.reason, official.reason);
    assert.equal(ours.close_code, 0);
});

test("the last packet of polling", async (t) => {
    const { ours, official } = await told(t, "polling", ({ conn }) => conn.close());
    assert.equal(official.details.description, "transport closed by the server");
    assert.equal(ours.reason, official.reason);
    assert.equal(ours.message, "the server closed the session");
    assert.equal(ours.close_code, 0);
});

test("an answer to a poll", async (t) => {
    const { ours, official } = await told(t, "polling", ({ conn }) => {
        conn.server.use((request, response, next) => {
            if (!request.url.includes(`sid=${conn.id}`)) return next();
            response.writeHead(400).end(JSON.stringify({ code: 1, message: "Session ID unknown" }));
        });
        conn.sendPacket("noop"); // ends the poll
    });
    assert.equal(official.details.description, 400);
    assert.equal(ours.reason, official.reason);
    assert.equal(ours.status, 400);
    assert.equal(ours.message, "Session ID unknown");
    assert.equal(ours.close_code, 0);
});

test("nothing where one of the two has left the namespace", async (t) => {
    const { ours, official } = await told(t, "websocket", (socket) => socket.disconnect());
    assert.equal(official.details, undefined);
    assert.equal(ours.reason, official.reason);
    assert.deepEqual([ours.close_code, ours.status, ours.message], [0, 0, ""]);
});
