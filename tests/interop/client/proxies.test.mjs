// SPDX-License-Identifier: MIT
//
// Our client behind proxies of Debian, and at local sockets, with servers of both languages.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe } from "node:test";

import { makeCertificate, temporaryFolder } from "../harness/certificates.mjs";
import { ownServer, test, useServer } from "../harness/fixture.mjs";
import { freePort } from "../harness/nginx.mjs";
import { serverKind } from "../harness/server.mjs";
import { ForwardProxy, kinds } from "./forward_proxies.mjs";
import { OurClient, bytes } from "./ours.mjs";

const fixture = useServer();
const ways = {
    "polling": { transports: ["polling"] },
    "websocket": { transports: ["websocket"] },
    "an upgrade": {},
};
const { ca, tlsCertificate, tlsKey } = makeCertificate();
const soon = { reconnectionDelay: 10, reconnectionDelayMax: 50 };
const login = { user: "Ann", password: "secret" };

async function talk(client, name) {
    if (name === "an upgrade") await client.next({ is: "upgrade" });
    const args = ["zw\u00f6lf", bytes("0001ff"), "x".repeat(200_000)];
    assert.deepEqual(await client.ask("message-with-ack", ...args), args);
}

async function refusal(t, url, options, environment) {
    const client = new OurClient(t, url, { reconnection: false, ...options }, environment);
    client.join();
    return client.next({ is: "connect_error" });
}

for (const kind of Object.keys(kinds))
    describe(kind, () => {
        for (const [name, options] of Object.entries(ways)) {
            test(`leads to a server, by ${name}`, async (t) => {
                const proxy = await ForwardProxy.start(t, kind);
                const { url, port } = fixture.current;
                await talk(await OurClient.connected(t, url, { ...options, proxy: proxy.url() }), name);
                await proxy.leads("127.0.0.1", port);
            });

            test(`leads to one with TLS, by ${name}`, async (t) => {
                const server = await ownServer(t, { tlsCertificate, tlsKey });
                const proxy = await ForwardProxy.start(t, kind, login);
                const url = `https://localhost:${server.port}`;
                const through = { ...options, proxy: proxy.url(login) };
                await talk(await OurClient.connected(t, url, { ...through, ca }), name);
                await proxy.leads("localhost", server.port);
                assert.equal((await refusal(t, url, through)).stage, "tls");
            });
        }

        test("wants a login", async (t) => {
            const proxy = await ForwardProxy.start(t, kind, login);
            const { url, port } = fixture.current;
            await talk(await OurClient.connected(t, url, { proxy: proxy.url(login) }), "an upgrade");
            for (const [given, words] of [
                [{}, /wants .*which its url does not have/],
                [{ ...login, password: "wrong" }, /does not take user and password of its url/],
            ]) {
                const why = await refusal(t, url, { proxy: proxy.url(given) });
                assert.equal(why.stage, "proxy");
                assert.match(why.message, words);
                if (kind === "tinyproxy") assert.equal(why.status, given.user ? 401 : 407);
            }
        });

        test("cannot reach the server", async (t) => {
            const proxy = await ForwardProxy.start(t, kind);
            const port = await freePort();
            const why = await refusal(t, `http://127.0.0.1:${port}`, { proxy: proxy.url() });
            assert.equal(why.stage, "proxy");
            assert.match(why.message, kind === "tinyproxy"
                ? /answered CONNECT .* cannot reach the server/ : /does not lead to .*nothing answers/);
        });

        test("is killed, and comes back", async (t) => {
            const proxy = await ForwardProxy.start(t, kind);
            const client = await OurClient.connected(
                t, fixture.current.url, { ...soon, transports: ["websocket"], proxy: proxy.url() });
            const mark = client.mark();
            await proxy.kill();
            await client.next({ is: "disconnect" }, mark);
            const why = await client.next({ is: "connect_error" }, mark);
            assert.equal(why.stage, "proxy");
            assert.match(why.message, /^the proxy 127\.0\.0\.1 port \d+: Connection refused/);
            client.emit("message", "kept");
            await ForwardProxy.start(t, kind, {}, proxy.port);
            await client.next({ is: "connect" }, mark);
            assert.deepEqual((await client.next({ is: "event", name: "message-back" }, mark)).args, ["kept"]);
        });
    });

test("socks5 is asked for an address, and socks5h for a name", async (t) => {
    const proxy = await ForwardProxy.start(t, "microsocks");
    const { port } = fixture.current;
    for (const [scheme, host] of [["socks5", "127.0.0.1"], ["socks5h", "localhost"]]) {
        assert.equal(proxy.times(host, port), 0);
        await OurClient.connected(t, `http://localhost:${port}`, { proxy: proxy.url({}, scheme) });
        await proxy.leads(host, port);
    }
    const unknown = "http://no-such-host.invalid";
    assert.equal((await refusal(t, unknown, { proxy: proxy.url({}, "socks5") })).stage, "resolve");
    const why = await refusal(t, unknown, { proxy: proxy.url({}, "socks5h") });
    assert.equal(why.stage, "proxy");
    assert.match(why.message, /does not lead to no-such-host\.invalid:80: .*\(\d\)/);
});

test("one kind of proxy is taken for the other", async (t) => {
    const socks = await ForwardProxy.start(t, "microsocks");
    const http = await ForwardProxy.start(t, "tinyproxy");
    for (const [proxy, words] of [
        [socks.url({}, "http"), /closed the connection|broke off|does not answer as one of HTTP/],
        [http.url({}, "socks5"), /is none of SOCKS 5|closed the connection|broke off|in time/],
        [fixture.current.url, /is it a proxy\?|closed the connection|broke off/],
    ]) {
        const why = await refusal(t, fixture.current.url, { proxy, timeout: 1000 });
        assert.equal(why.stage, "proxy");
        assert.match(why.message, words);
    }
});

test("a proxy that says nothing is given up", async (t) => {
    const held = new Set();
    const silent = createServer((socket) => { held.add(socket.on("error", () => {})); });
    t.after(() => { silent.close(); for (const each of held) each.destroy(); });
    await once(silent.listen(0, "127.0.0.1"), "listening");
    for (const scheme of ["http", "socks5"]) {
        const proxy = `${scheme}://127.0.0.1:${silent.address().port}`;
        const why = await refusal(t, fixture.current.url, { proxy, timeout: 100 });
        assert.equal(why.stage, "proxy");
        assert.match(why.message, /in time/);
    }
});

test("the environment names a proxy, if it is asked", async (t) => {
    const proxy = await ForwardProxy.start(t, "tinyproxy", login);
    const { url, port } = fixture.current;
    const environment = { http_proxy: proxy.url(login), NO_PROXY: "localhost" };
    await OurClient.connected(t, url, {}, "/", environment);
    await OurClient.connected(
        t, `http://localhost:${port}`, { proxyFromEnvironment: true }, "/", environment);
    assert.equal(proxy.times("127.0.0.1", port) + proxy.times("localhost", port), 0);
    await OurClient.connected(t, url, { proxyFromEnvironment: true }, "/", environment);
    await proxy.leads("127.0.0.1", port);
    await OurClient.connected(
        t, url, { proxyFromEnvironment: true }, "/", { HTTP_PROXY: "http://127.0.0.1:1" });
});

describe("a local socket", () => {
    const folder = temporaryFolder();

    for (const [name, options] of Object.entries(ways))
        test(`by ${name}`, async (t) => {
            const localPath = join(folder, `${name}.socket`);
            await ownServer(t, { local: localPath });
            const client = await OurClient.connected(
                t, "http://chat.example:81/", { ...options, localPath });
            await talk(client, name);
            const [{ headers }] = await client.ask("handshake");
            assert.equal(headers.host, "chat.example:81");
        });

    // Ours has none there.
    if (serverKind === "node") test("with TLS for the host of the url", async (t) => {
        const localPath = join(folder, "secure");
        await ownServer(t, { local: localPath, tlsCertificate, tlsKey });
        await talk(await OurClient.connected(t, "https://localhost/", { localPath, ca }), "an upgrade");
        assert.equal((await refusal(t, "https://chat.example/", { localPath, ca })).stage, "tls");
    });

    test("nobody listens at", async (t) => {
        const localPath = join(folder, "nobody");
        const why = await refusal(t, "http://localhost/", { localPath });
        assert.equal(why.stage, "connect");
        assert.equal(why.message, `${localPath}: No such file or directory`);
    });
});
