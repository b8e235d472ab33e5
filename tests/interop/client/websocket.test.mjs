// SPDX-License-Identifier: MIT
//
// Our plain WebSocket client, and servers of npm's ws.
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { join } from "node:path";
import { describe } from "node:test";
import { WebSocketServer } from "ws";

import { makeCertificate, temporaryFolder } from "../harness/certificates.mjs";
import { within } from "../harness/deadline.mjs";
import { test } from "../harness/fixture.mjs";
import { ForwardProxy } from "./forward_proxies.mjs";
import { OurClient } from "./ours.mjs";

class OurWebSocket extends OurClient {
    static program = "INTEROP_WEBSOCKET";

    /** Connected, and receiving. */
    static async open(t, url, options) {
        const peer = new OurWebSocket(t, url, options);
        peer.do("connect");
        peer.opened = await peer.next({ is: "open" });
        peer.do("receive");
        return peer;
    }
}

const echo = (socket) => socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));

/** A server of ws, with `each` for its connections, on a port or at a path. */
async function serve(t, { each = echo, server = createServer(), at = 0, ...options } = {}) {
    const websockets = new WebSocketServer({ server, ...options });
    websockets.on("connection", each);
    server.listen(at, ...at === 0 ? ["127.0.0.1"] : []);
    await once(server, "listening");
    t.after(() => {
        for (const socket of websockets.clients) socket.terminate();
        websockets.close();
        server.close();
    });
    return { websockets, port: server.address().port, url: `ws://127.0.0.1:${server.address().port}` };
}

const nextSocket = async ({ websockets }) => {
    const [socket, request] = await within(once(websockets, "connection"), "a connection");
    return { socket, request };
};

const text = (content) => ({ is: "text", content });

const compressions = {
    "without compression": [{ deflate: false }, {}],
    "with compression": [{}, { perMessageDeflate: { threshold: 0 } }],
    "with compression and contexts": [{ contexts: true }, { perMessageDeflate: { threshold: 0 } }],
    "with compression that the server has not": [{}, { perMessageDeflate: false }],
};

for (const [name, [options, server]] of Object.entries(compressions))
    test(`texts and binaries go both ways ${name}`, async (t) => {
        const there = await serve(t, server);
        const coming = nextSocket(there);
        const peer = await OurWebSocket.open(t, there.url, options);
        const { socket } = await coming;
        const compresses = options.deflate !== false && server.perMessageDeflate !== false;
        assert.equal(socket.extensions.includes("permessage-deflate"), compresses);
        const contents = ["hello", "", "zw\u00f6lf \ud83d\ude00", "x".repeat(70_000), "hello", "hello"];
        for (const content of contents) peer.do("text", { content });
        peer.do("binary", { content: "\u0001\u0002" });
        await peer.next({ is: "binary", size: 2, sum: 3 });
        assert.deepEqual(peer.said({ is: "text" }).map(({ content }) => content), contents);
        socket.send(["frag", "ments"].join(""), { fin: false });
        socket.send(" of one", { fin: true });
        await peer.next(text("fragments of one"));
    });

test("the request says what it has to", async (t) => {
    const there = await serve(t, { handleProtocols: (offered) => [...offered][1] });
    const coming = nextSocket(there);
    const peer = await OurWebSocket.open(t, `${there.url}/feed/news?a=1&b=%20`, {
        headers: { Authorization: "Bearer secret", "X-More": "yes" },
        subprotocols: ["chat.v2", "chat.v1"],
    });
    const { request, socket } = await coming;
    assert.equal(request.url, "/feed/news?a=1&b=%20");
    assert.equal(request.headers.authorization, "Bearer secret");
    assert.equal(request.headers["x-more"], "yes");
    assert.equal(request.headers.host, `127.0.0.1:${there.port}`);
    assert.equal(request.headers["sec-websocket-protocol"], "chat.v2, chat.v1");
    assert.equal(socket.protocol, "chat.v1");
    assert.equal(peer.opened.subprotocol, "chat.v1");
});

describe("an end", () => {
    test("of ours is answered, and what was sent before arrives", async (t) => {
        const came = [];
        const there = await serve(t, { each: (socket) => socket.on("message", (data) => came.push(data.length)) });
        const coming = nextSocket(there);
        const peer = await OurWebSocket.open(t, there.url, { deflate: false });
        const { socket } = await coming;
        const closed = once(socket, "close");
        for (let count = 0; count !== 5; ++count) peer.do("text", { content: "x".repeat(1_000_000) });
        peer.do("close", { code: 4001, reason: "enough" });
        const [code, reason] = await within(closed, "the close frame");
        assert.deepEqual([code, String(reason)], [4001, "enough"]);
        assert.deepEqual(came, Array(5).fill(1_000_000));
        await peer.next({ is: "closed", ok: true, code: 4001 });
        await peer.next({ is: "over", what: "End of file", code: 4001 });
        peer.do("connect");
        await peer.next({ is: "open" }, peer.mark());
        peer.end();
        await peer.left();
    });

    test("of the server is told", async (t) => {
        const there = await serve(t, { each: (socket) => { socket.send("last"); socket.close(1012, "restart"); } });
        const peer = await OurWebSocket.open(t, there.url);
        await peer.next(text("last"));
        await peer.next({ is: "over", code: 1012, reason: "restart" });
    });

    test("of the connection is told", async (t) => {
        const there = await serve(t, { each: (socket) => socket.on("message", () => socket.terminate()) });
        const peer = await OurWebSocket.open(t, there.url);
        peer.do("text", { content: "go" });
        await peer.next({ is: "over", code: 1006 });
    });

    test("is forced where the server answers no close frame", async (t) => {
        const there = await serve(t, { each: (socket) => socket.pause() });
        const peer = await OurWebSocket.open(t, there.url, { closeTimeout: 100 });
        peer.do("close");
        await peer.next({ is: "closed", ok: false, code: 1006 });
    });

    test("comes when the server is silent", async (t) => {
        const there = await serve(t, { autoPong: false });
        const peer = await OurWebSocket.open(t, there.url, { pingInterval: 50 });
        await peer.next({ is: "over", code: 1006, reason: "ping timeout" });
    });
});

test("pings are answered, and those of ours keep it", async (t) => {
    const there = await serve(t);
    const coming = nextSocket(there);
    const peer = await OurWebSocket.open(t, there.url, { pingInterval: 20 });
    const { socket } = await coming;
    const ponged = once(socket, "pong");
    socket.ping("are you there?");
    const [content] = await within(ponged, "a pong");
    assert.equal(String(content), "are you there?");
    for (let count = 0; count !== 5; ++count) await within(once(socket, "ping"), "a ping");
    peer.do("text", { content: "still here" });
    await peer.next(text("still here"));
});

describe("what a server must not do", () => {
    const limited = { maxMessageSize: 1000 };

    for (const [name, options] of [["plain", { deflate: false }], ["compressed", {}]])
        test(`a message larger than it may be, ${name}`, async (t) => {
            const there = await serve(t, {
                perMessageDeflate: { threshold: 0 },
                each: (socket) => socket.send("x".repeat(1000), () => socket.send("x".repeat(1001))),
            });
            const closed = nextSocket(there).then(({ socket }) => once(socket, "close"));
            const peer = await OurWebSocket.open(t, there.url, { ...options, ...limited });
            await peer.next(text("x".repeat(1000)));
            await peer.next({ is: "over", what: "Protocol error", code: 1009 });
            assert.equal((await within(closed, "a close frame"))[0], 1009);
        });

    for (const [name, frame, code] of [
        ["a masked frame", [0x81, 0x81, 1, 2, 3, 4, 5], 1002],
        ["an opcode that is none", [0x83, 0x00], 1002],
        ["a text that is no UTF-8", [0x81, 0x01, 0xff], 1007],
        ["a bit that nobody has agreed on", [0xa1, 0x00], 1002],
    ])
        test(name, async (t) => {
            const there = await serve(t, { each: (_, request) => request.socket.write(Buffer.from(frame)) });
            const peer = await OurWebSocket.open(t, there.url);
            await peer.next({ is: "over", what: "Protocol error", code });
        });
});

describe("an answer that opens nothing", () => {
    async function fails(t, answer, wanted, options) {
        const server = createServer(answer);
        server.on("upgrade", (request, socket) => {
            t.after(() => socket.destroy());
            answer(request, socket);
        });
        server.listen(0, "127.0.0.1");
        await once(server, "listening");
        t.after(() => { server.closeAllConnections(); server.close(); });
        const peer = new OurWebSocket(t, `ws://127.0.0.1:${server.address().port}`, options);
        peer.do("connect");
        const failed = await peer.next({ is: "failed" });
        for (const [key, value] of Object.entries(wanted))
            if (value instanceof RegExp) assert.match(failed[key], value);
            else assert.equal(failed[key], value);
    }

    const says = (head) => (_, socket) => socket.end(`HTTP/1.1 ${head}\r\nContent-Length: 0\r\n\r\n`);

    for (const status of ["400 Bad Request", "401 Unauthorized", "404 Not Found", "503 Service Unavailable"])
        test(status, (t) => fails(t, says(status), {
            stage: "http", status: Number(status.slice(0, 3)), message: new RegExp(status),
        }));

    for (const status of [301, 302, 303, 307, 308])
        test(`a redirect by ${status}, which is not followed`, (t) => fails(
            t, says(`${status} Elsewhere\r\nLocation: ws://other.example/feed`), {
                stage: "http", status, message: /not followed: ws:\/\/other\.example\/feed/,
            }));

    test("a key that is not that of the request", (t) => fails(
        t, says("101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="),
        { status: 101, message: /not that to this request/ }));

    test("no HTTP", (t) => fails(t, (_, socket) => socket.end("hello\r\n\r\n"), { stage: "http" }));

    test("none at all", (t) => fails(t, (_, socket) => socket.destroy(), { stage: "http" }));

    test("one that does not come in time", (t) => fails(
        t, () => {}, { stage: "http", message: /in time/ }, { timeout: 100 }));
});

test("nothing listens", async (t) => {
    const there = await serve(t);
    there.websockets.close();
    there.websockets.options.server.close();
    const peer = new OurWebSocket(t, there.url);
    peer.do("connect");
    await peer.next({ is: "failed", stage: "connect" });
});

test("what is sent waits for a server that takes no more, within limits", async (t) => {
    const there = await serve(t, { each: () => {} });
    const coming = nextSocket(there);
    const peer = await OurWebSocket.open(t, there.url, { deflate: false, maxBuffered: 3_000_000 });
    const { socket } = await coming;
    let came = 0;
    socket.pause();
    socket.on("message", () => { ++came; });
    const content = "x".repeat(1_000_000);
    let refused;
    for (let sent = 0; !refused && sent !== 100; ++sent) {
        const before = peer.mark();
        peer.do("text", { content });
        const said = await peer.next({ is: "sent" }, before);
        if (!said.ok) refused = said;
    }
    assert.match(refused.why, /waits to be sent/);
    const whole = peer.said({ is: "sent", ok: true }).length;
    socket.resume();
    peer.do("send many", { count: 5000 });
    const { unsent } = await peer.next({ is: "sent many" });
    assert.ok(unsent < 3_000_000);
    peer.do("close");
    await peer.next({ is: "closed", ok: true });
    assert.ok(came >= whole, "what was queued has arrived");
});

test("by TLS, with an authority of its own", async (t) => {
    const { tlsCertificate, tlsKey, ca } = makeCertificate();
    const server = createSecureServer({ cert: readFileSync(tlsCertificate), key: readFileSync(tlsKey) });
    const there = await serve(t, { server });
    const url = `wss://localhost:${there.port}`;
    const peer = await OurWebSocket.open(t, url, { ca });
    peer.do("text", { content: "x".repeat(200_000) });
    await peer.next(text("x".repeat(200_000)));
    peer.do("close");
    await peer.next({ is: "closed", ok: true });
    const stranger = new OurWebSocket(t, url);
    stranger.do("connect");
    await stranger.next({ is: "failed", stage: "tls" });
});

test("by a Unix domain socket", async (t) => {
    const at = join(temporaryFolder(), "socket");
    await serve(t, { at });
    const peer = await OurWebSocket.open(t, "ws://localhost", { localPath: at });
    peer.do("text", { content: "hello" });
    await peer.next(text("hello"));
});

for (const [kind, login] of [["tinyproxy", { user: "ann", password: "secret" }], ["microsocks", {}]])
    test(`by ${kind}`, async (t) => {
        const there = await serve(t);
        const proxy = await ForwardProxy.start(t, kind, login);
        const peer = await OurWebSocket.open(t, there.url, { proxy: proxy.url(login) });
        peer.do("text", { content: "hello" });
        await peer.next(text("hello"));
        await proxy.leads("127.0.0.1", there.port);
    });
