// SPDX-License-Identifier: MIT
import assert from "node:assert/strict";
import { describe } from "node:test";

import { ask, connectClient, transportOf } from "../harness/clients.mjs";
import { test, useServer } from "../harness/fixture.mjs";
import { engineRequest, enginePath, exchange, refusalBody } from "../harness/http.mjs";
import { PollingSession } from "../harness/raw_sessions.mjs";

import { WebSocket } from "ws";

const polling = { EIO: 4, transport: "polling" };
const bytes = (size) => Buffer.alloc(size, 7);

/** How an upgrade is answered that does not become a WebSocket. */
function refusedUpgrade(server, query) {
    const path = enginePath({ EIO: 4, transport: "websocket", ...query });
    const socket = new WebSocket(server.url.replace("http", "ws") + path);
    return new Promise((resolve, reject) => {
        socket.once("unexpected-response", (request, answer) => {
            const chunks = [];
            answer.on("data", (chunk) => chunks.push(chunk));
            answer.on("end", () => resolve({ status: answer.statusCode,
                body: Buffer.concat(chunks).toString() }));
        });
        socket.once("open", () => reject(new Error("it became a WebSocket")));
        socket.once("error", () => {});
    });
}

describe("middlewares of the engine", () => {
    const server = useServer({ engineMiddlewares: true });

    for (const transports of [["polling"], ["websocket"], ["polling", "websocket"]]) {
        test(`let the official client pass over ${transports}`, async () => {
            const socket = await connectClient(server.current, { transports });
            assert.deepEqual(await ask(socket, "message-with-ack", 1), [1]);
            assert.ok(transports.includes(transportOf(socket)));
        });
    }

    test("let large deliveries and attachments pass", async () => {
        const socket = await connectClient(server.current, { transports: ["polling"] });
        for (const size of [1, 100_000, 600_000]) {
            assert.deepEqual(await ask(socket, "message-with-ack", bytes(size)), [bytes(size)]);
        }
    });

    for (const refuse of ["at-once", "later"]) {
        test(`refuse a handshake ${refuse}`, async () => {
            const since = server.current.mark();
            const answer = await engineRequest(server.current, { ...polling, refuse });
            assert.equal(answer.status, 400);
            assert.equal(answer.body, refusalBody(3, "Bad request"));
            const told = await server.current.event({ event: "connection_error", code: 3 }, since);
            assert.equal(told.context.name, "MIDDLEWARE_FAILURE");
        });

        test(`refuse a poll and a delivery ${refuse}, and the session goes on`, async () => {
            const session = await PollingSession.open(server.current);
            const path = enginePath({ ...polling, sid: session.sid, refuse });
            for (const request of [{ path }, { path, method: "POST", body: "40" }]) {
                const answer = await exchange(server.current, request);
                assert.equal(answer.status, 400);
                assert.equal(answer.body, refusalBody(3, "Bad request"));
            }
            await session.send("40");
            assert.match((await session.poll()).body, /^40/);
        });

        test(`refuse an upgrade ${refuse}`, async () => {
            assert.deepEqual(await refusedUpgrade(server.current, { refuse }),
                { status: 400, body: "Bad request" });
        });
    }

    test("are asked about what would be refused anyway", async () => {
        const answer = await engineRequest(server.current, { refuse: "at-once" });
        assert.equal(answer.body, refusalBody(3, "Bad request"));
        assert.equal((await engineRequest(server.current, {})).body,
            refusalBody(0, "Transport unknown"));
    });
});
