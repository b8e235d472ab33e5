// SPDX-License-Identifier: MIT
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe } from "node:test";
import { gunzipSync } from "node:zlib";

import { test, useServer } from "../harness/fixture.mjs";
import { exchange, refusalBody } from "../harness/http.mjs";

const server = useServer();
const require = createRequire(import.meta.url);
const folder = dirname(require.resolve("socket.io-client/package.json"));
const { version } = require("socket.io-client/package.json");
const etag = `"${version}"`;

const scripts = [
    "socket.io.js", "socket.io.min.js", "socket.io.esm.min.js", "socket.io.msgpack.min.js",
];
const refusal = refusalBody(0, "Transport unknown");

function get(path, headers = {}, from = server) {
    return exchange(from.current, { path, headers });
}

function published(file) {
    return readFileSync(join(folder, "dist", file), "utf8");
}

for (const file of [...scripts, ...scripts.map((script) => `${script}.map`)]) {
    test(`${file} is served as published`, async () => {
        const answer = await get(`/socket.io/${file}`);
        assert.equal(answer.status, 200);
        assert.equal(answer.headers["content-type"], file.endsWith(".map")
            ? "application/json; charset=utf-8" : "application/javascript; charset=utf-8");
        assert.equal(answer.headers["cache-control"], "public, max-age=0");
        assert.equal(answer.headers.etag, etag);
        assert.equal(answer.headers["content-encoding"], undefined);
        assert.equal(answer.body, published(file));
    });

    test(`${file} is served as gzip`, async () => {
        const answer = await get(`/socket.io/${file}`, { "Accept-Encoding": "gzip" });
        assert.equal(answer.status, 200);
        assert.equal(answer.headers["content-encoding"], "gzip");
        assert.equal(answer.headers.etag, etag);
        assert.equal(gunzipSync(answer.octets).toString(), published(file));
    });

    for (const headers of [{}, { "Accept-Encoding": "gzip" }]) {
        test(`HEAD of ${file} ${JSON.stringify(headers)} is GET without the body`, async () => {
            const path = `/socket.io/${file}`;
            const head = await exchange(server.current, { method: "HEAD", path, headers });
            assert.equal(head.status, 200);
            assert.equal(head.octets.length, 0);
            const whole = await get(path, headers);
            for (const name of ["content-type", "content-encoding", "cache-control", "etag"])
                assert.equal(head.headers[name], whole.headers[name], name);
        });
    }
}

test("a query is ignored", async () => {
    assert.equal((await get("/socket.io/socket.io.min.js?v=1&EIO=4")).status, 200);
});

for (const known of [etag, `W/${etag}`]) {
    test(`If-None-Match: ${known} is answered with 304`, async () => {
        for (const file of ["socket.io.js", "socket.io.js.map"]) {
            for (const encoding of ["identity", "gzip"]) {
                const headers = { "If-None-Match": known, "Accept-Encoding": encoding };
                const answer = await get(`/socket.io/${file}`, headers);
                assert.equal(answer.status, 304);
                assert.equal(answer.body, "");
            }
        }
    });
}

for (const unknown of ['"0.0.0"', version, ""]) {
    test(`If-None-Match: ${unknown || "nothing"} is answered with the file`, async () => {
        const answer = await get("/socket.io/socket.io.min.js", { "If-None-Match": unknown });
        assert.equal(answer.status, 200);
    });
}

const refused = [
    "index.html", "socket.io.min.j", "socket.io.min.js.gz", "socket.io.map", "SOCKET.IO.JS",
    "socket.io.common.js", "./socket.io.js", "../package.json", "%2e%2e/package.json",
    "dist/socket.io.js", "socket.io.js/", "socket%2eio.js",
];
for (const file of refused) {
    test(`${file} is no file of the bundle`, async () => {
        const answer = await get(`/socket.io/${file}`);
        assert.equal(answer.status, 400);
        assert.equal(answer.body, refusal);
    });
}

describe("switched off or moved", () => {
    const bare = useServer({ noServeClient: true });
    const moved = useServer({ path: "/x" });

    test("without the bundle its files reach the engine", async () => {
        for (const script of scripts) {
            const answer = await get(`/socket.io/${script}`, {}, bare);
            assert.equal(answer.status, 400);
            assert.equal(answer.body, refusal);
        }
    });

    test("the bundle follows the path", async () => {
        assert.equal((await get("/x/socket.io.min.js", {}, moved)).status, 200);
        assert.equal((await get("/socket.io/socket.io.min.js", {}, moved)).status, 404);
    });
});
