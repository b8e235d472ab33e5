// SPDX-License-Identifier: MIT
import assert from "node:assert/strict";

import { ask, connected, makeClient, received } from "../harness/clients.mjs";
import { within } from "../harness/deadline.mjs";
import { ownServer, test } from "../harness/fixture.mjs";
import { engineRequest, refusalBody } from "../harness/http.mjs";
import { PollingSession } from "../harness/raw_sessions.mjs";
import { serverKind } from "../harness/server.mjs";

const persistent = { reconnection: true, reconnectionDelay: 20, reconnectionDelayMax: 100 };

for (const transports of [["polling"], ["websocket"], ["polling", "websocket"]]) {
    for (const signal of ["SIGTERM", "SIGKILL"]) {
        test(`${transports.join(" and ")}: a client finds the server again after ${signal}`,
            async (t) => {
                const first = await ownServer(t);
                const client = makeClient(first, { ...persistent, transports });
                await connected(client);
                const { id } = client;
                assert.deepEqual(await ask(client, "data-set", "left behind", 1), []);

                const left = received(client, "disconnect");
                await first.end(signal);
                assert.match((await left)[0], /^transport (close|error)$/);
                assert.equal(client.active, true, "the client goes on trying");

                // Kept while the server is away, delivered once it is back.
                client.emit("message", "buffered");
                const delivered = received(client, "message-back");
                const back = new Promise((resolve) => client.once("connect", resolve));
                const second = await ownServer(t, { port: first.port });
                assert.equal(second.port, first.port);
                await within(back, "the client to come back");
                assert.notEqual(client.id, id);
                assert.ok(!client.recovered);
                assert.deepEqual(await delivered, ["buffered"]);
                assert.deepEqual(await ask(client, "data-get", "left behind"), [null]);

                const gone = received(client, "disconnect");
                client.disconnect();
                await gone;
                await second.stop();
            });
    }
}

test("a session of the old process is unknown to the new one", async (t) => {
    const first = await ownServer(t);
    const session = await PollingSession.open(first);
    await first.end("SIGKILL");
    const second = await ownServer(t, { port: first.port });
    const answer = await engineRequest(second, session.query);
    assert.equal(answer.body, refusalBody(1, "Session ID unknown"));
    await second.stop();
});

test("a port that is taken is an error, not a second server", async (t) => {
    const first = await ownServer(t);
    await assert.rejects(ownServer(t, { port: first.port }), /the server left with 1/);
    await first.stop();
});

// The official server cannot do that.
if (serverKind === "socketiota") {
    test("a server that drains lets its clients go one by one", async (t) => {
        const server = await ownServer(t, { drainTime: 1500 });
        const clients = ["websocket", "polling", "websocket"].map((transport) =>
            makeClient(server, { transports: [transport] }));
        await Promise.all(clients.map(connected));
        const order = [];
        const left = clients.map((client, index) => new Promise((resolve) =>
            client.once("disconnect", (reason, details) => {
                order.push(index);
                resolve([reason, details?.context?.code]);
            })));
        const ended = server.end("SIGTERM");
        await Promise.race(left);
        const [served] = clients.filter((client) => client.connected);
        assert.deepEqual(await ask(served, "message-with-ack", "still here"), ["still here"]);
        const late = makeClient(server, { transports: ["polling"] });
        const [refused] = await received(late, "connect_error");
        assert.equal(refused.context.status ?? refused.description, 503);
        const told = await within(Promise.all(left), "all clients to leave");
        assert.deepEqual(told.map(([reason]) => reason), Array(3).fill("transport close"));
        assert.deepEqual([told[0][1], told[2][1]], [1001, 1001]);
        assert.equal(new Set(order).size, 3);
        assert.equal(await ended, 0);
    });
}

test("all of 50 clients find the server again", async (t) => {
    const first = await ownServer(t);
    const clients = Array.from({ length: 50 }, (_unused, index) =>
        makeClient(first, { ...persistent, transports: [index % 2 ? "polling" : "websocket"] }));
    await Promise.all(clients.map(connected));
    const left = clients.map((client) => received(client, "disconnect"));
    await first.end("SIGKILL");
    await Promise.all(left);
    const back = clients.map((client) => received(client, "connect"));
    const second = await ownServer(t, { port: first.port });
    await Promise.all(back);
    const answers = await Promise.all(
        clients.map((client, index) => ask(client, "message-with-ack", index)));
    assert.deepEqual(answers, clients.map((_client, index) => [index]));
    clients.forEach((client) => client.disconnect());
    await second.stop();
});
