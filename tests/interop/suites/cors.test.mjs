// SPDX-License-Identifier: MIT
import assert from "node:assert/strict";
import { describe } from "node:test";

import { test, useServer } from "../harness/fixture.mjs";
import { engineRequest, exchange } from "../harness/http.mjs";
import { PollingSession, RawWebSocket } from "../harness/raw_sessions.mjs";

const polling = { EIO: 4, transport: "polling" };
const here = "http://here.example";
const there = "http://there.example";

/** The CORS headers of an answer, and Vary, which belongs to them. */
function corsHeaders(answer) {
    return Object.fromEntries(Object.entries(answer.headers).filter(
        ([name]) => name.startsWith("access-control-") || name === "vary"));
}

function handshake(server, origin, rest = {}) {
    const headers = origin ? { Origin: origin } : {};
    return engineRequest(server.current, polling, { headers: { ...headers, ...rest.headers } });
}

function preflight(server, origin, headers = {}) {
    return engineRequest(server.current, polling, {
        method: "OPTIONS",
        headers: { "Origin": origin, "Access-Control-Request-Method": "POST", ...headers },
    });
}

const methods = { "access-control-allow-methods": "GET,HEAD,PUT,PATCH,POST,DELETE" };

describe("without the option", () => {
    const server = useServer();

    test("no header is set, and every origin is served", async () => {
        const answer = await handshake(server, there);
        assert.equal(answer.status, 200);
        assert.deepEqual(corsHeaders(answer), {});
    });

    test("a preflight is a wrong method", async () => {
        const answer = await preflight(server, there);
        assert.equal(answer.status, 400);
        assert.equal(answer.body, '{"code":2,"message":"Bad handshake method"}');
        assert.deepEqual(corsHeaders(answer), {});
    });
});

describe("any origin", () => {
    const server = useServer({ corsOrigin: "*" });

    test("is answered with a star, with and without Origin", async () => {
        for (const origin of [here, there, undefined]) {
            const answer = await handshake(server, origin);
            assert.equal(answer.status, 200);
            assert.deepEqual(corsHeaders(answer), { "access-control-allow-origin": "*" });
        }
    });

    test("a preflight is answered without a session", async () => {
        const answer = await preflight(server, here);
        assert.equal(answer.status, 204);
        assert.equal(answer.body, "");
        assert.equal(answer.headers["content-length"], "0");
        assert.deepEqual(corsHeaders(answer), {
            "access-control-allow-origin": "*", ...methods,
            "vary": "Access-Control-Request-Headers",
        });
    });

    test("the headers that a preflight asks for are allowed", async () => {
        const answer = await preflight(
            server, here, { "Access-Control-Request-Headers": "x-one, X-Two" });
        assert.equal(answer.headers["access-control-allow-headers"], "x-one, X-Two");
        assert.equal(answer.headers.vary, "Access-Control-Request-Headers");
    });

    test("every OPTIONS request is a preflight, whatever its query", async () => {
        const { sid } = await PollingSession.open(server.current);
        for (const query of [{}, { sid: "unknown" }, { ...polling, sid }, { transport: "x" }]) {
            const answer = await engineRequest(server.current, query, { method: "OPTIONS" });
            assert.equal(answer.status, 204);
        }
    });

    test("polls, posts and refusals carry the header", async () => {
        const session = await PollingSession.open(server.current);
        await session.send("40");
        const headers = { Origin: here };
        const answers = [
            await session.poll({ headers }),
            await session.post("3", { headers }),
            await engineRequest(server.current, { ...polling, sid: "x" }, { headers }),
            await engineRequest(server.current, {}, { headers }),
            await session.poll({ method: "PUT", headers }),
        ];
        assert.deepEqual(answers.map(({ status }) => status), [200, 200, 400, 400, 500]);
        for (const answer of answers) {
            assert.deepEqual(corsHeaders(answer), { "access-control-allow-origin": "*" });
        }
    });
});

describe("one origin", () => {
    const server = useServer({ corsOrigin: here });

    test("is always named, and nobody is refused", async () => {
        for (const origin of [here, there, undefined]) {
            const answer = await handshake(server, origin);
            assert.equal(answer.status, 200);
            assert.deepEqual(corsHeaders(answer),
                { "access-control-allow-origin": here, "vary": "Origin" });
        }
    });

    test("a preflight names it", async () => {
        const answer = await preflight(
            server, there, { "Access-Control-Request-Headers": "x-one" });
        assert.equal(answer.status, 204);
        assert.deepEqual(corsHeaders(answer), {
            "access-control-allow-origin": here, ...methods,
            "access-control-allow-headers": "x-one",
            "vary": "Origin, Access-Control-Request-Headers",
        });
    });
});

describe("several origins", () => {
    const server = useServer({ corsOrigin: `${here},http://other.example` });

    test("the one that asks is named", async () => {
        for (const origin of [here, "http://other.example"]) {
            assert.deepEqual(corsHeaders(await handshake(server, origin)),
                { "access-control-allow-origin": origin, "vary": "Origin" });
        }
    });

    test("one that is not allowed is served without the header", async () => {
        for (const origin of [there, "null", `${here}.evil.example`, undefined]) {
            const answer = await handshake(server, origin);
            assert.equal(answer.status, 200);
            assert.deepEqual(corsHeaders(answer), { vary: "Origin" });
        }
    });

    test("a preflight of one that is not allowed", async () => {
        const answer = await preflight(server, there);
        assert.equal(answer.status, 204);
        assert.equal(answer.headers["access-control-allow-origin"], undefined);
    });

    test("does not hinder a WebSocket", async () => {
        const session = await RawWebSocket.open(server.current, {}, { origin: there });
        await session.join("/admin");
    });
});

describe("credentials", () => {
    const server = useServer({ corsOrigin: here, corsCredentials: true });

    test("are allowed in answers and preflights", async () => {
        assert.deepEqual(corsHeaders(await handshake(server, here)), {
            "access-control-allow-origin": here,
            "access-control-allow-credentials": "true",
            "vary": "Origin",
        });
        const answer = await preflight(server, here);
        assert.equal(answer.headers["access-control-allow-credentials"], "true");
        assert.equal(answer.headers["access-control-allow-origin"], here);
    });
});

describe("patterns", () => {
    const server = useServer({ corsOrigin: `${here},http://*.pages.example` });

    test("name the origin that asks", async () => {
        for (const origin of [here, "http://a.pages.example", "http://a.b.pages.example"]) {
            assert.deepEqual(corsHeaders(await handshake(server, origin)),
                { "access-control-allow-origin": origin, "vary": "Origin" });
        }
    });

    test("match nothing else", async () => {
        for (const origin of ["http://pages.example", "http://evilpages.example",
            "http://a.pages.example.evil", "https://a.pages.example", "null"]) {
            assert.deepEqual(corsHeaders(await handshake(server, origin)), { vary: "Origin" });
        }
    });
});

describe("a maximum age", () => {
    const server = useServer({ corsOrigin: here, corsMaxAge: 600 });

    test("is told in preflights alone", async () => {
        const answer = await preflight(server, here);
        assert.equal(answer.headers["access-control-max-age"], "600");
        assert.equal(corsHeaders(await handshake(server, here))["access-control-max-age"], undefined);
    });
});

describe("a function of the request", () => {
    const server = useServer({ corsByRequest: true });

    test("chooses by the query", async () => {
        const answer = await engineRequest(server.current, { ...polling, credentials: "yes" },
            { headers: { Origin: here } });
        assert.deepEqual(corsHeaders(answer), {
            "access-control-allow-origin": here,
            "access-control-allow-credentials": "true",
            "vary": "Origin",
        });
        assert.deepEqual(corsHeaders(await handshake(server, there)),
            { "access-control-allow-origin": there, "vary": "Origin" });
    });

    test("chooses by a header, preflights too", async () => {
        const headers = { "x-refuse": "1" };
        const answer = await handshake(server, here, { headers });
        assert.equal(answer.status, 200);
        assert.deepEqual(corsHeaders(answer), {});
        const refused = await preflight(server, here, headers);
        assert.equal(refused.status, 400);
        assert.deepEqual(corsHeaders(refused), {});
        assert.equal((await preflight(server, here)).status, 204);
    });

    test("is asked for polls and posts", async () => {
        const session = await PollingSession.open(server.current);
        await session.send("40");
        const headers = { Origin: here };
        for (const answer of [await session.poll({ headers }),
            await session.post("3", { headers })]) {
            assert.equal(answer.headers["access-control-allow-origin"], here);
        }
    });
});

describe("the client bundle", () => {
    const server = useServer({ corsOrigin: here });

    test("carries the headers too", async () => {
        const answer = await exchange(server.current, { path: "/socket.io/socket.io.min.js" });
        assert.equal(answer.status, 200);
        assert.equal(answer.headers["access-control-allow-origin"], here);
    });
});
