// SPDX-License-Identifier: MIT
//
// What a cluster of servers of two languages does while Postgres fails, and when it is back.
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { afterEach, beforeEach, describe } from "node:test";

import { nextEvent, within } from "../harness/deadline.mjs";
import { test } from "../harness/fixture.mjs";
import {
    assertOnceAndInOrder, assertOutlivesPause, assertWhole, emitNumbers, numbers, record, settled,
    sorted,
} from "./expectations.mjs";
import { ClusterNode, knowsOf, startCluster } from "./nodes.mjs";
import { Postgres, createTable } from "./postgres.mjs";
import { freePort } from "./redis.mjs";

const optionsAt = (url) => ({ adapter: "postgres", postgres: url });

/** What the client's own server tells those that it has. */
async function assertHearsItself(from, pair) {
    const heard = pair.map((socket) => nextEvent(socket, "here"));
    await from.act("emit", { event: "here", args: [1] });
    for (const args of await Promise.all(heard)) assert.deepEqual(args, [1]);
}

describe("postgres: ours, ours, node", () => {
    let postgres;
    let nodes;
    let clients; // two of each server
    let senders; // one of each server
    let ended;

    beforeEach(async () => {
        postgres = await Postgres.start();
        nodes = await startCluster(["ours", "ours", "node"], optionsAt(postgres.url));
        clients = await Promise.all(nodes.flatMap((each) => [each.client(), each.client()]));
        senders = clients.filter((_, at) => at % 2 === 0);
        ended = [];
        for (const each of clients)
            each.on("disconnect", (reason) => ended.push([each.node.name, reason]));
    });
    afterEach(async () => {
        clients?.forEach((socket) => socket.off("disconnect"));
        for (const each of nodes ?? []) await each.stop();
        nodes = undefined;
        await postgres?.end();
    });

    test("Postgres is killed and started again", async () => {
        await assertWhole(nodes, senders, clients);
        await postgres.kill();
        for (const each of nodes.slice(0, 2)) await each.says(/Postgres is not there/);
        const all = record(clients, "number");
        for (const [at, from] of senders.slice(0, 2).entries()) {
            const pair = clients.slice(2 * at, 2 * at + 2);
            await emitNumbers(from, numbers(at * 100, at * 100 + 100));
            await assertHearsItself(from, pair);
            for (const which of [2 * at, 2 * at + 1])
                assert.deepEqual(all[which], numbers(at * 100, at * 100 + 100));
        }
        await postgres.run();
        await settled(nodes, senders, clients);
        for (const heard of all)
            for (const at of senders.keys())
                assertOnceAndInOrder(heard.filter((number) => Math.floor(number / 100) === at));
        await assertWhole(nodes, senders, clients);
        assert.deepEqual(ended, []);
    });

    test("Postgres stops for a moment", async () => {
        await assertOutlivesPause(postgres, nodes, senders, clients);
        assert.deepEqual(ended, []);
    });

    test("Postgres stops for longer than an answer may take", async () => {
        const all = record(clients, "number");
        postgres.signal("SIGSTOP");
        await emitNumbers(senders[0], numbers(0, 100));
        await nodes[0].says(/Postgres did not answer in time/);
        await emitNumbers(senders[0], numbers(100, 200));
        await assertHearsItself(senders[0], clients.slice(0, 2));
        for (const at of [0, 1]) assert.deepEqual(all[at], numbers(0, 200));
        postgres.signal("SIGCONT");
        await settled(nodes, senders, clients);
        for (const heard of all) {
            assertOnceAndInOrder(heard);
            // What has waited is not lost; what was sent, and not confirmed, may be.
            assert.deepEqual(heard.filter((number) => number >= 100), numbers(100, 200));
        }
        await assertWhole(nodes, senders, clients);
        assert.deepEqual(ended, []);
    });

    test("a server is killed: it is not waited for once it has been silent", async () => {
        await assertWhole(nodes, senders, clients);
        await nodes[2].kill();
        const alive = clients.slice(0, 4);
        for (const from of senders.slice(0, 2)) {
            // As long as it may be silent, and a question may take.
            const found = await within(
                from.emitWithAck("act", { act: "find", flags: { timeout: 20_000 } }),
                "the silent one to be given up", 20_000);
            assert.deepEqual(sorted(found.ids), sorted(alive.map(({ id }) => id)));
            assert.equal(found.failed, false);
        }
        await assertWhole(nodes.slice(0, 2), senders.slice(0, 2), alive);
    });
});

test("postgres: connections of one server are cut while events are sent", async (t) => {
    const postgres = await Postgres.start();
    const nodes = [];
    t.after(async () => {
        for (const each of nodes) await each.stop();
        await postgres.end();
    });
    const admin = await postgres.client();
    const pids = async () => (await admin.query(
        "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'")).rows.map(({ pid }) => pid);
    nodes.push(await ClusterNode.start("ours", "other", optionsAt(postgres.url)));
    nodes.push(await ClusterNode.start("node", "node", optionsAt(postgres.url)));
    await knowsOf(nodes[0], 2);
    await knowsOf(nodes[1], 2);
    const kept = new Set(await pids());
    nodes.push(await ClusterNode.start("ours", "victim", optionsAt(postgres.url)));
    for (const each of nodes) await knowsOf(each, 3);

    const clients = await Promise.all(nodes.map((each) => each.client()));
    const [other, , victim] = clients;
    const fromVictim = record(clients, "of victim");
    const fromOther = record(clients, "of other");
    let cuts = 0;
    for (let from = 0; from !== 3000; from += 200) {
        const emitted = [
            emitNumbers(victim, numbers(from, from + 200), "of victim"),
            emitNumbers(other, numbers(from, from + 200), "of other")];
        for (const pid of await pids())
            if (!kept.has(pid)) {
                await admin.query("SELECT pg_terminate_backend($1)", [pid]);
                cuts++;
            }
        await Promise.all(emitted);
    }
    assert.ok(cuts >= 4, `${cuts} connections were cut`);
    await settled(nodes, clients, clients);
    await Promise.all([emitNumbers(victim, [3000], "of victim"),
        emitNumbers(other, [3000], "of other")]);
    await assertWhole(nodes, clients, clients);

    for (const heard of [...fromVictim, ...fromOther]) {
        assertOnceAndInOrder(heard);
        assert.equal(heard.at(-1), 3000, nodes[2].complaints);
    }
    // Nothing is lost between those whose connections are whole.
    assert.deepEqual(fromVictim[2], numbers(0, 3001));
    assert.deepEqual(fromOther[0], numbers(0, 3001));
    assert.deepEqual(fromOther[1], numbers(0, 3001));
});

describe("postgres: at the start", () => {
    /** Two servers that have no Postgres: they serve their own clients. Later they have one. */
    async function withoutPostgres(t, url, sentence, mend) {
        const nodes = [];
        t.after(async () => { for (const each of nodes) await each.stop(); });
        for (const name of ["one", "two"])
            nodes.push(await ClusterNode.start("ours", name, optionsAt(url)));
        const clients = await Promise.all(nodes.flatMap((each) => [each.client(), each.client()]));
        const senders = [clients[0], clients[2]];
        for (const [at, from] of senders.entries())
            await assertHearsItself(from, clients.slice(2 * at, 2 * at + 2));
        for (const each of nodes) await each.says(sentence);
        await mend(nodes, senders, clients);
        await assertWhole(nodes, senders, clients);
    }

    test("the password is wrong", async (t) => {
        const postgres = await Postgres.start();
        t.after(() => postgres.end());
        const admin = await postgres.wantPassword("right");
        const url = postgres.url.replace("postgres@", "postgres:wrong@");
        await withoutPostgres(t, url, /Postgres refused user or password.*28P01/, (nodes) => {
            for (const each of nodes) assert.doesNotMatch(each.complaints, /wrong/);
            return admin.query("ALTER USER postgres PASSWORD 'wrong'");
        });
    });

    test("the database is missing", async (t) => {
        const postgres = await Postgres.start();
        t.after(() => postgres.end());
        const admin = await postgres.client();
        const url = postgres.url.replace(/postgres$/, "chat");
        await withoutPostgres(t, url, /Postgres has no database of that name/, () =>
            admin.query("CREATE DATABASE chat"));
    });

    test("Postgres is not there", async (t) => {
        const port = await freePort();
        let postgres;
        t.after(() => postgres?.end());
        await withoutPostgres(
            t, `postgresql://postgres@127.0.0.1:${port}/postgres`,
            /nothing answers at the address of Postgres/,
            async () => { postgres = await Postgres.start({ port }); });
    });

    test("there is something else", async (t) => {
        const connected = new Set();
        const stranger = createServer((socket) => {
            connected.add(socket);
            socket.on("error", () => {});
            socket.on("data", () => socket.write("HTTP/1.1 400 Bad Request\r\n\r\n"));
        }).listen(0, "127.0.0.1");
        await once(stranger, "listening");
        const { port } = stranger.address();
        let postgres;
        t.after(async () => {
            stranger.close();
            await postgres?.end();
        });
        await withoutPostgres(
            t, `postgresql://postgres@127.0.0.1:${port}/postgres`,
            /what answers at the address of Postgres is something else/,
            async () => {
                const closed = once(stranger, "close");
                stranger.close();
                for (const each of connected) each.destroy();
                await closed;
                postgres = await Postgres.start({ port });
            });
    });

    test("the table is missing", async (t) => {
        const postgres = await Postgres.start({ table: false });
        t.after(() => postgres.end());
        await withoutPostgres(t, postgres.url, /CREATE TABLE socket_io_attachments/,
            async (nodes, senders, clients) => {
                await settled(nodes, senders, clients); // what needs no table comes
                const mark = nodes[0].complaints.length;
                await senders[0].act("emit", { event: "file", args: [Buffer.from([1])] });
                await nodes[0].says(/a message to other servers is lost/, { mark });
                await (await postgres.client()).query(createTable);
                const files = clients.map((socket) => nextEvent(socket, "file"));
                await senders[0].act("emit", { event: "file", args: [Buffer.from([2])] });
                for (const [octets] of await Promise.all(files)) assert.deepEqual([...octets], [2]);
            });
    });

    // As PgBouncer does in transaction mode: who listened has no session that hears anything.
    test("a pooler loses what is notified", async (t) => {
        const postgres = await Postgres.start();
        let loses = true;
        const pooler = createServer((client) => {
            const server = connect(postgres.port, "127.0.0.1");
            client.pipe(server);
            let rest = Buffer.alloc(0);
            server.on("data", (octets) => {
                rest = Buffer.concat([rest, octets]);
                while (rest.length >= 5 && rest.length > rest.readUInt32BE(1)) {
                    const size = 1 + rest.readUInt32BE(1);
                    if (rest[0] !== "A".charCodeAt(0) || !loses) client.write(rest.subarray(0, size));
                    rest = rest.subarray(size);
                }
            });
            for (const [one, two] of [[client, server], [server, client]]) {
                one.on("error", () => {});
                one.on("close", () => two.destroy());
            }
        }).listen(0, "127.0.0.1");
        await once(pooler, "listening");
        t.after(async () => {
            pooler.close();
            await postgres.end();
        });
        await withoutPostgres(
            t, `${postgres.urlAt(pooler.address().port)}?sslmode=disable`,
            /does not come back: a pooler/, () => { loses = false; });
    });
});
