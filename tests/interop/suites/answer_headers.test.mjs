// SPDX-License-Identifier: MIT
import assert from "node:assert/strict";
import { describe } from "node:test";

import { ask, connectClient } from "../harness/clients.mjs";
import { test, useServer } from "../harness/fixture.mjs";
import { engineRequest } from "../harness/http.mjs";
import { PollingSession } from "../harness/raw_sessions.mjs";

import { WebSocket } from "ws";

const polling = { EIO: 4, transport: "polling" };

/** The id in the open packet of a handshake. */
const idOf = (answer) => JSON.parse(answer.body.slice(1)).sid;

/** The headers of the answer that a WebSocket begins with. */
async function upgradeHeaders(server, query = "") {
    const socket = new WebSocket(
        `${server.url.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket${query}`);
    const [answer] = await new Promise((resolve, reject) => {
        socket.once("upgrade", (...args) => resolve(args));
        socket.once("error", reject);
    });
    socket.close();
    return answer.headers;
}

describe("without the options", () => {
    const server = useServer();

    test("there is no cookie and no further header", async () => {
        const { headers } = await engineRequest(server.current, polling);
        assert.equal(headers["set-cookie"], undefined);
        assert.deepEqual(Object.keys(headers).filter((name) => name.startsWith("x-")), []);
    });
});

describe("the cookie", () => {
    const server = useServer({ cookie: "default" });

    test("comes with the answer that opens a session", async () => {
        const answer = await engineRequest(server.current, polling);
        assert.deepEqual(answer.headers["set-cookie"],
            [`io=${idOf(answer)}; Path=/; HttpOnly; SameSite=Lax`]);
    });

    test("does not come with polls, posts, refusals and WebSockets", async () => {
        const session = await PollingSession.open(server.current);
        await session.send("40");
        for (const answer of [await session.poll(), await session.post("3"),
            await engineRequest(server.current, {})]) {
            assert.equal(answer.headers["set-cookie"], undefined);
        }
        assert.equal((await upgradeHeaders(server.current))["set-cookie"], undefined);
    });

    test("is sent back by the official client", async () => {
        const socket = await connectClient(server.current, { withCredentials: true });
        const { engine } = socket.io;
        assert.equal(engine._cookieJar._cookies.get("io").value, engine.id);
        assert.deepEqual(await ask(socket, "message-with-ack", 1), [1]);
    });
});

describe("a cookie with every attribute", () => {
    const server = useServer({ cookie: "full" });

    test("has them as in Node", async () => {
        const answer = await engineRequest(server.current, polling);
        assert.deepEqual(answer.headers["set-cookie"], [
            `session=${idOf(answer)}; Max-Age=3600; Domain=example.com; Path=/socket.io/; `
            + "Expires=Sun, 06 Nov 1994 08:49:37 GMT; Secure; Partitioned; Priority=High; "
            + "SameSite=None"]);
    });
});

describe("headers of the program", () => {
    const server = useServer({ answerHeaders: true, corsOrigin: "*" });

    /** What the two functions have set. */
    const set = ({ headers }) => [headers["x-initial"], headers["x-each"]];

    test("come with each answer of a session, some with the first alone", async () => {
        const answer = await engineRequest(server.current, polling);
        assert.deepEqual(set(answer), ["polling", "first"]);
        assert.equal(answer.headers["access-control-allow-origin"], "*");
        const session = await PollingSession.open(server.current);
        await session.send("40");
        assert.deepEqual(set(await session.poll()), [undefined, "later"]);
        assert.deepEqual(set(await session.post("3")), [undefined, "later"]);
        assert.deepEqual(set({ headers: await upgradeHeaders(
            server.current, `&sid=${session.sid}`) }), [undefined, "later"]);
    });

    test("come with a WebSocket", async () => {
        const headers = await upgradeHeaders(server.current);
        assert.deepEqual(set({ headers }), ["websocket", "first"]);
        assert.equal(headers["access-control-allow-origin"], "*");
    });

    test("do not come with refusals and preflights", async () => {
        const refused = await engineRequest(server.current, { ...polling, sid: "x" });
        assert.equal(refused.status, 400);
        assert.deepEqual(set(refused), [undefined, undefined]);
        const preflight = await engineRequest(server.current, polling, { method: "OPTIONS" });
        assert.equal(preflight.status, 204);
        assert.deepEqual(set(preflight), [undefined, undefined]);
    });

    test("do not hinder the official client", async () => {
        const socket = await connectClient(server.current);
        assert.deepEqual(await ask(socket, "message-with-ack", 2), [2]);
    });
});
