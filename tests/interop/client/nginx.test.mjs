// SPDX-License-Identifier: MIT
//
// Our client in front of nginx, with the configuration of docs/guides/reverse-proxies.md and servers of
// both languages behind it.
import assert from "node:assert/strict";
import { describe } from "node:test";

import { ask, connectClient } from "../harness/clients.mjs";
import { ownServer, test } from "../harness/fixture.mjs";
import { Nginx, printed, replaceAll } from "../harness/nginx.mjs";
import { OurClient, bytes } from "./ours.mjs";
import { soon, upgrades } from "./ways.mjs";

const ways = {
    "polling": { transports: ["polling"] },
    "websocket": { transports: ["websocket"] },
    "an upgrade": {},
};

/** nginx in front of these servers, the upstream and other lines changed. */
async function inFrontOf(t, servers, upstream, changes = []) {
    const places = servers.map(({ port }) => `127.0.0.1:${port}`);
    const one = /^upstream socketiota \{[^}]*\}$/m;
    assert.match(printed("nginx.conf"), one);
    const nginx = await Nginx.run(
        replaceAll(printed("nginx.conf").replace(one, () => upstream(places)), changes));
    t.after(() => nginx.stop());
    return nginx;
}

const upstream = (line, places) =>
    `upstream socketiota {\n${line}\n${places.map((place) => `server ${place};`).join("\n")}\n}`;
const inTurn = (places) => upstream("", places);
const byAddress = (places) => upstream("ip_hash;", places);

/** By a cookie that names the server which has answered first. */
const byCookie = (places) => `${inTurn(places)}
    map $cookie_node $chosen {
        default socketiota;
        ${places.map((place) => `"${place}" ${place};`).join("\n")}
    }`;
const namesItself = [
    ["proxy_pass http://socketiota;", "proxy_pass http://$chosen;"],
    ["proxy_read_timeout 60s;",
        "proxy_read_timeout 60s; add_header Set-Cookie \"node=$upstream_addr; Path=/; HttpOnly\";"],
];

/** A client that has connected, by WebSocket if it goes on with that. */
async function connect(t, nginx, options) {
    const client = await OurClient.connected(t, nginx.url, { ...soon, ca: String(nginx.ca), ...options });
    if (upgrades(options)) await client.next({ is: "upgrade" });
    return client;
}

const connections = (server) => server.seen({ event: "connection" }).length;

for (const [name, options] of Object.entries(ways))
    describe(`by ${name}`, () => {
        test("events, answers and what is large go both ways, with TLS", async (t) => {
            const nginx = await inFrontOf(t, [await ownServer(t)], inTurn);
            const client = await connect(t, nginx, options);
            const args = ["zw\u00f6lf", bytes("0001ff"), "x".repeat(900_000)];
            assert.deepEqual(await client.ask("message-with-ack", ...args), args);
            for (let number = 0; number < 100; ++number) client.emit("message", number);
            await client.ask("message-with-ack");
            assert.deepEqual(
                client.said({ is: "event", name: "message-back" }).map(({ args: [number] }) => number),
                [...Array(100).keys()]);
            const [{ headers }] = await client.ask("handshake");
            assert.equal(headers["x-forwarded-for"], "127.0.0.1");
        });

        test("a certificate that is not trusted is not", async (t) => {
            const nginx = await inFrontOf(t, [await ownServer(t)], inTurn);
            const client = new OurClient(t, nginx.url, { ...options, reconnection: false });
            client.join();
            assert.equal((await client.next({ is: "connect_error" })).stage, "tls");
        });

        test("it comes back when nginx does", async (t) => {
            const server = await ownServer(t);
            const nginx = await inFrontOf(t, [server], inTurn);
            const client = await connect(t, nginx, options);
            const mark = client.mark();
            await nginx.restart(async () => {
                await client.next({ is: "connect_error" }, mark);
                client.emit("message", "kept");
            });
            await client.next({ is: "connect" }, mark);
            assert.deepEqual(
                (await client.next({ is: "event", name: "message-back" }, mark)).args, ["kept"]);
        });

        // A server notices only by the heartbeat that one is gone which polls.
        if (name !== "polling") test("its session goes on when nginx comes back", async (t) => {
            const server = await ownServer(t, { connectionStateRecovery: true });
            const nginx = await inFrontOf(t, [server], inTurn);
            const client = await connect(t, nginx, options);
            const other = await connectClient(server);
            await ask(other, "broadcast", { event: "first", args: [] });
            await client.next({ is: "event", name: "first" });
            const mark = client.mark();
            await nginx.restart(async () => {
                await server.event({ event: "disconnect", id: client.id });
                await ask(other, "broadcast", { event: "missed", args: [1] });
            });
            const again = await client.next({ is: "connect" }, mark);
            assert.deepEqual([again.recovered, again.id], [true, client.id]);
            const { args: [missed] } = await client.next({ is: "event", name: "missed" }, mark);
            assert.equal(missed, 1);
        });

        test("an address has one server, and the other when that is gone", async (t) => {
            const servers = [await ownServer(t), await ownServer(t)];
            const nginx = await inFrontOf(t, servers, byAddress);
            const clients = [];
            for (let count = 0; count < 4; ++count) clients.push(await connect(t, nginx, options));
            for (const each of clients) assert.deepEqual(await each.ask("message-with-ack", 1), [1]);
            const [its, another] = connections(servers[0]) > 0 ? servers : servers.toReversed();
            assert.deepEqual([connections(its), connections(another)], [4, 0]);
            const marks = clients.map((each) => each.mark());
            await its.end("SIGKILL");
            for (const [index, each] of clients.entries())
                await each.next({ is: "connect" }, marks[index]);
            for (const each of clients) assert.deepEqual(await each.ask("message-with-ack", 2), [2]);
            assert.equal(connections(another), 4);
        });

        test("a cookie keeps it at its server, one for each client", async (t) => {
            const servers = [await ownServer(t), await ownServer(t)];
            const nginx = await inFrontOf(t, servers, byCookie, namesItself);
            for (let count = 0; count < 4; ++count) {
                const client = await connect(t, nginx, { ...options, withCredentials: true });
                assert.deepEqual(await client.ask("message-with-ack", count), [count]);
            }
            assert.deepEqual(servers.map(connections), [2, 2]);
        });
    });

test("where requests of one session go to several servers, it says so", async (t) => {
    const servers = [await ownServer(t), await ownServer(t)];
    const nginx = await inFrontOf(t, servers, inTurn);
    const client = new OurClient(t, nginx.url, { ca: String(nginx.ca), reconnection: false });
    client.join();
    const why = await client.next({ is: "connect_error" });
    assert.deepEqual([why.stage, why.status], ["http", 400]);
    assert.match(why.message, /Session ID unknown/);
});

test("a redirection is an answer that says no", async (t) => {
    const nginx = await inFrontOf(t, [await ownServer(t)], inTurn);
    const client = new OurClient(t, nginx.plainUrl, { reconnection: false });
    client.join();
    const why = await client.next({ is: "connect_error" });
    assert.deepEqual([why.stage, why.status], ["http", 301]);
});

test("a server that is not there is what nginx says of it", async (t) => {
    const server = await ownServer(t);
    const nginx = await inFrontOf(t, [server], inTurn);
    await server.end("SIGKILL");
    for (const options of [ways.polling, ways.websocket]) {
        const client = new OurClient(
            t, nginx.url, { ...options, ca: String(nginx.ca), reconnection: false });
        client.join();
        const why = await client.next({ is: "connect_error" });
        assert.deepEqual([why.stage, why.status], ["http", 502]);
    }
});
