// SPDX-License-Identifier: MIT
//
// A server of Node and two of ours behind nginx, with the configuration of
// docs/guides/reverse-proxies.md: clients of both transports, from several addresses.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { Agent } from "node:https";
import { after, before, describe } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { io } from "socket.io-client";

import { blocks_of } from "../../docs/markdown.mjs";
import { nextEvent, within } from "../harness/deadline.mjs";
import { test } from "../harness/fixture.mjs";
import { Nginx, printed, replaceAll } from "../harness/nginx.mjs";
import { startCluster } from "./nodes.mjs";
import { Redis } from "./redis.mjs";

const guide = fileURLToPath(new URL("../../../docs/from-node.md", import.meta.url));
const run = promisify(execFile);

const names = ["node 0", "ours 1", "ours 2"];
const places = ["10.0.0.1:3000", "10.0.0.2:3000", "10.0.0.3:3000"];

/** The configuration for one server, with what the guide says of several in place of its upstream. */
function configuration(nodes) {
    const several = replaceAll(printed("nginx-cluster.conf"),
        places.map((place, at) => [place, new URL(nodes[at].url).host]));
    const one = /^upstream socketiota \{[^}]*\}$/m;
    assert.match(printed("nginx.conf"), one);
    return replaceAll(printed("nginx.conf").replace(one, () => several),
        [["proxy_pass http://socketiota;", "proxy_pass http://$socketiota;"]]);
}

describe("a cluster behind nginx", () => {
    let redis;
    let nodes;
    let nginx;
    const clients = [];

    before(async () => {
        redis = await Redis.start();
        nodes = await startCluster(["node", "ours", "ours"],
            { adapter: process.env.CLUSTER_ADAPTER, redis: redis.url });
        nginx = await Nginx.run(configuration(nodes));
    });
    after(async () => {
        for (const each of clients) each.disconnect();
        await nginx?.stop();
        for (const each of nodes ?? []) await each.stop();
        await redis?.end();
    });

    /** A client from 127.0.0.N that has connected. */
    async function client(n, options = {}) {
        const socket = io(nginx.url, {
            forceNew: true, reconnectionDelay: 20, reconnectionDelayMax: 100,
            agent: new Agent({ ca: nginx.ca, localAddress: `127.0.0.${n}` }), ...options,
        });
        clients.push(socket);
        await nextEvent(socket, "connect");
        return socket;
    }

    /** The server that a client is at: the one that is not among those that answer it. */
    async function serverOf(socket, alive = names) {
        const { answers } = await within(
            socket.emitWithAck("ask servers", "who", []), "the other servers to answer");
        const others = answers.map(({ name }) => name);
        assert.equal(others.length, alive.length - 1);
        return alive.find((name) => !others.includes(name));
    }

    const all = (sockets, alive) => Promise.all(sockets.map((each) => serverOf(each, alive)));

    /** What one emits, every client of the list hears. */
    async function reaches(from, sockets, event) {
        const heard = sockets.map((socket) => nextEvent(socket, event));
        await from.emitWithAck("act", { act: "emit", event });
        await Promise.all(heard);
    }

    const addresses = Array.from({ length: 24 }, (_, at) => 10 + at);

    test("what docs/from-node.md looks at says that all are there", async () => {
        const [code] = blocks_of(guide).filter(({ file }) => file?.trim() === "check.mjs");
        const { stdout } = await within(run(process.execPath, [
            "--input-type=module", "--eval", code.code, "check.mjs", redis.url,
            ...nodes.map(({ url }) => url),
        ]), "the check to end");
        assert.equal(stdout, "Redis counts 3 servers\n3 servers deliver what is published\n");
    });

    test("an address has one server, by both transports, and addresses have several", async () => {
        const polling = await Promise.all(
            addresses.map((n) => client(n, { transports: ["polling"] })));
        const found = await all(polling);
        assert.deepEqual([...new Set(found)].sort(), names);

        const upgrading = await Promise.all(addresses.map((n) => client(n)));
        await Promise.all(upgrading.map(({ io: { engine } }) =>
            engine.transport.name === "websocket" || nextEvent(engine, "upgrade")));
        assert.deepEqual(await all(upgrading), found, "the same one each time");
        await reaches(polling[0], [...polling, ...upgrading], "hello");
        await reaches(upgrading.at(-1), [...polling, ...upgrading], "hello again");
        for (const each of clients.splice(0)) each.disconnect();
    });

    test("clients with a WebSocket alone are spread, from one address too", async () => {
        const sockets = [];
        for (let count = 0; count < 6; ++count)
            sockets.push(await client(9, { transports: ["websocket"] }));
        const found = await all(sockets);
        for (const name of names)
            assert.equal(found.filter((each) => each === name).length, 2, name);
        await reaches(sockets[0], sockets, "hello");
        for (const each of clients.splice(0)) each.disconnect();
    });

    test("a server is taken out, and one dies: its clients move, no other does", async () => {
        const sockets = await Promise.all(
            addresses.map((n) => client(n, n % 2 ? { transports: ["polling"] } : {})));
        const lost = new Set();
        sockets.forEach((each) => each.on("disconnect", () => lost.add(each)));
        const found = await all(sockets);
        const at = (name) => sockets.filter((_, index) => found[index] === name);

        // Taken out: nobody loses anything until it ends.
        const place = new URL(nodes[2].url).host;
        await nginx.reload([[`server ${place};`, `server ${place} down;`]]);
        const newcomers = await Promise.all(addresses.map((n) => client(n)));
        assert.ok(!(await all(newcomers)).includes(names[2]));
        assert.equal(lost.size, 0);
        await reaches(newcomers[0], sockets, "hello");

        const [left] = nodes.splice(2, 1);
        const moved = at(names[2]).map((each) => nextEvent(each, "connect"));
        assert.ok(moved.length > 0);
        await left.end();
        await Promise.all(moved);
        assert.deepEqual(lost, new Set(at(names[2])));
        const alive = names.slice(0, 2);
        assert.ok((await all(at(names[2]), alive)).every((name) => alive.includes(name)));
        await reaches(sockets[0], sockets, "hello again");

        // Dies: nginx still names it.
        const [died] = nodes.splice(1, 1);
        const there = (await Promise.all(sockets.map(async (each) =>
            [each, await serverOf(each, alive)]))).filter(([, name]) => name === names[1]);
        lost.clear();
        const fled = there.map(([each]) => nextEvent(each, "connect"));
        await died.kill();
        await Promise.all(fled);
        assert.deepEqual(lost, new Set(there.map(([each]) => each)));
        await reaches(sockets[0], sockets, "hello at last");
    });
});
