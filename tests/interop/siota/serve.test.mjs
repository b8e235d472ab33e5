// SPDX-License-Identifier: MIT
//
// siota serve with official clients, alone and as several servers, and siota publish to them.
import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { once } from "node:events";
import { join } from "node:path";
import { after, before } from "node:test";

import { Redis, freePort } from "../cluster/redis.mjs";
import { makeCertificate, temporaryFolder } from "../harness/certificates.mjs";
import { closeClients, connectClient } from "../harness/clients.mjs";
import { nextEvent } from "../harness/deadline.mjs";
import { test } from "../harness/fixture.mjs";
import { Siota, siota } from "./siota.mjs";

let redis;
before(async () => { redis = await Redis.start(); });
after(async () => { await redis.end(); });

async function serve(t, ...args) {
    const one = new Siota(t, ["serve", "--port", "0", ...args]);
    t.after(closeClients);
    [, one.url] = await one.written(/^serving on (\S+)\n/);
    return one;
}

const ask = (socket, ...args) => socket.timeout(10_000).emitWithAck(...args);

test("an echo, in any namespace", async (t) => {
    const server = await serve(t);
    for (const nsp of ["/", "/any/where"]) {
        const socket = await connectClient(server, { nsp });
        const back = nextEvent(socket, "echo");
        assert.equal(await ask(socket, "echo", "a", 1), "a");
        assert.deepEqual(await back, ["a", 1]);
        const octets = Buffer.from([0, 255]);
        assert.deepEqual(await ask(socket, "echo", { octets }), { octets });
        await server.written(new RegExp(`\n${socket.id} ${nsp} connected\n`));
        await server.written(new RegExp(`\n${socket.id} ${nsp} < echo \\{"octets": <00 ff>\\}\n`));
        socket.disconnect();
        await server.written(new RegExp(`\n${socket.id ?? "\\S+"} ${nsp} client namespace disconnect\n`));
    }
    server.kill("SIGTERM");
    assert.equal(await server.ended, 0);
    assert.equal(server.errors, "");
});

test("rooms", async (t) => {
    const server = await serve(t);
    const [ann, bob, carl] = await Promise.all([0, 1, 2].map(() => connectClient(server)));
    const heard = [];
    for (const [name, socket] of Object.entries({ ann, bob, carl }))
        socket.onAny((...event) => heard.push([name, ...event]));
    /** All have heard what was sent before. */
    const settled = () => Promise.all([ann, bob, carl].map((socket) => ask(socket, "join")));
    const said = async () => { await settled(); return heard.splice(0).sort(); };

    ann.emit("hello", 1);
    await ask(ann, "join");
    assert.deepEqual(await said(), [["bob", "hello", 1], ["carl", "hello", 1]]);
    assert.deepEqual(await ask(ann, "join", "kitchen", "lobby"), ["kitchen", "lobby"]);
    assert.deepEqual(await ask(bob, "join", "lobby"), ["lobby"]);
    assert.deepEqual(await ask(ann, "leave", "kitchen"), ["lobby"]);
    ann.emit("hello", 2);
    await ask(ann, "join");
    assert.deepEqual(await said(), [["bob", "hello", 2]]);
    carl.emit("to", "lobby", "hello", 3, [4]);
    await ask(carl, "join");
    assert.deepEqual(await said(), [["ann", "hello", 3, [4]], ["bob", "hello", 3, [4]]]);
});

test("files, CORS, TLS and threads", async (t) => {
    const folder = mkdtempSync(join(temporaryFolder(), "files-"));
    writeFileSync(join(folder, "index.html"), "<p>hello</p>");
    const { tlsCertificate, tlsKey, ca } = makeCertificate();
    const plain = await serve(t, folder, "--cors", "https://page.example", "--shards", "2", "--quiet");
    const page = await fetch(plain.url);
    assert.equal(await page.text(), "<p>hello</p>");
    const poll = await fetch(`${plain.url}/socket.io/?EIO=4&transport=polling`);
    assert.equal(poll.headers.get("access-control-allow-origin"), "https://page.example");
    const socket = await connectClient(plain);
    assert.equal(await ask(socket, "echo", 1), 1);
    assert.equal(plain.output, `serving on ${plain.url}\n`);

    const secure = await serve(t, "--cert", tlsCertificate, "--key", tlsKey, "--host", "127.0.0.1");
    assert.match(secure.url, /^https:\/\/127\.0\.0\.1:\d+$/);
    assert.equal(await ask(await connectClient(secure, { ca }), "echo", 1), 1);
});

test("what does not work", async (t) => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    t.after(() => taken.close());
    const busy = await siota(t, ["serve", "--port", String(taken.address().port)]);
    assert.match(busy.errors, /^siota: .*in use.*\n$/);
    assert.equal(busy.status, 1);
    for (const args of [
        ["/no/such/folder"], ["--port", "70000"], ["--redis", "no url"], ["--host", "nowhere.example"],
        ["--adapter", "pigeon"], ["--key", "x"],
    ]) {
        const { status, errors } = await siota(t, ["serve", ...args]);
        assert.match(errors, /^siota: .+\n$/);
        assert.equal(status, 2, errors);
    }
});

for (const adapter of ["classic", "sharded", "streams"])
    test(`two servers are one, and what is published reaches their clients (${adapter})`, async (t) => {
        const ways = ["--redis", redis.url, "--adapter", adapter];
        const servers = await Promise.all([serve(t, ...ways), serve(t, ...ways)]);
        const [ann, bob] = await Promise.all(
            servers.map((server) => connectClient(server, { nsp: "/chat" })));
        await ask(bob, "join", "lobby");
        // Until the servers know each other, what is sent may miss one.
        const heard = nextEvent(bob, "hello");
        const again = setInterval(() => ann.emit("to", "lobby", "hello", "Bob"), 50);
        assert.deepEqual(await heard.finally(() => clearInterval(again)), ["Bob"]);
        if (adapter === "sharded") return; // nothing publishes there
        const news = nextEvent(bob, "news");
        const { status, errors } = await siota(t, [
            "publish", "news", "today", "[1,2]", "-3", "hex:00ff", "--nsp", "/chat", "--room", "lobby", ...ways]);
        assert.deepEqual([status, errors], [0, ""]);
        assert.deepEqual(await news, ["today", [1, 2], -3, Buffer.from([0, 255])]);
        const other = nextEvent(ann, "news");
        bob.on("news", () => assert.fail("it was left out"));
        await siota(t, ["publish", "news", "2", "--nsp", "chat", "--except", "lobby", ...ways]);
        assert.deepEqual(await other, [2]);
        await ask(bob, "join");
    });

test("publishing without a Redis, and what cannot be sent", async (t) => {
    const nowhere = `redis://127.0.0.1:${await freePort()}`;
    const lost = await siota(t, ["publish", "news", "--redis", nowhere, "--timeout", "0.2"]);
    assert.match(lost.errors, /^siota: .+\n$/);
    assert.equal(lost.status, 1);
    const reserved = await siota(t, ["publish", "connect", "--redis", redis.url]);
    assert.match(reserved.errors, /reserved/);
    assert.equal(reserved.status, 3);
    for (const args of [["publish"], ["publish", "x", "--redis", "x://y"], ["publish", "x", "--romo"]])
        assert.equal((await siota(t, args)).status, 2);
});

test("siota talks to siota", async (t) => {
    const server = await serve(t);
    const listener = new Siota(t, ["listen", server.url, "--count", "1", "--json"]);
    await listener.written(/connected/, "errors");
    const { status } = await siota(t, ["emit", server.url, "hello", "hex:01", "x"]);
    assert.equal(status, 0);
    assert.equal(await listener.ended, 0);
    assert.equal(listener.output, '{"event":"hello","args":[{"hex":"01"},"x"]}\n');
});
