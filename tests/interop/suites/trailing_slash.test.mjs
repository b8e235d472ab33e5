// SPDX-License-Identifier: MIT
import assert from "node:assert/strict";
import { describe } from "node:test";

import { ask, connectClient, transportOf } from "../harness/clients.mjs";
import { expected } from "../harness/differences.mjs";
import { test, useServer } from "../harness/fixture.mjs";
import { enginePath, exchange } from "../harness/http.mjs";

const polling = { EIO: 4, transport: "polling" };

const statusOf = async (server, path) =>
    (await exchange(server.current, { path: enginePath(polling, path) })).status;

describe("a path without a slash at its end", () => {
    const server = useServer({ path: "/push/", noTrailingSlash: true });

    for (const transports of [["polling"], ["websocket"], ["polling", "websocket"]]) {
        test(`serves the official client over ${transports}`, async () => {
            const socket = await connectClient(server.current,
                { path: "/push", addTrailingSlash: false, transports });
            assert.deepEqual(await ask(socket, "message-with-ack", 1), [1]);
            assert.ok(transports.includes(transportOf(socket)));
        });
    }

    test("serves what is below it too, and the client's files", async () => {
        assert.equal(await statusOf(server, "/push"), 200);
        assert.equal(await statusOf(server, "/push/"), 200);
        const file = await exchange(server.current, { path: "/push/socket.io.js" });
        assert.equal(file.status, 200);
        assert.match(file.headers["content-type"], /javascript/);
    });

    test("does not serve what only begins so", async () => {
        assert.equal(await statusOf(server, "/pushed"), expected("pathThatOnlyBeginsSo").status);
        assert.equal(await statusOf(server, "/pus"), 404);
    });
});

describe("a path with a slash at its end", () => {
    const server = useServer({ path: "/push" });

    test("is needed", async () => {
        assert.equal(await statusOf(server, "/push/"), 200);
        assert.equal(await statusOf(server, "/push"), 404);
        assert.equal(await statusOf(server, "/pushed/"), 404);
    });
});
