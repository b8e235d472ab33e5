// SPDX-License-Identifier: MIT
//
// What a cluster of servers of two languages does while Postgres fails, and when it is back.
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { describe } from "node:test";

import { nextEvent, within } from "../harness/deadline.mjs";
import { test } from "../harness/fixture.mjs";
import {
    assertOnceAndInOrder, assertOutlivesPause, assertWhole, emitNumbers, numbers, record, settled,
    sorted,
} from "./expectations.mjs";
import {
    Stranger, assertHearsItself, assertOutlivesCuts, assertServesWithoutBroker, clusterForEach,
} from "./fault_scenes.mjs";
import { Postgres, createTable } from "./postgres.mjs";
import { freePort } from "./redis.mjs";

const optionsFor = ({ url }) => ({ adapter: "postgres", postgres: url });

describe("postgres: ours, ours, node", () => {
    const scene = clusterForEach(["ours", "ours", "node"], () => Postgres.start(), optionsFor);

    test("Postgres is killed and started again", async () => {
        const { broker: postgres, nodes, clients, senders, ended } = scene;
        await assertWhole(nodes, senders, clients);
        const marks = nodes.map(({ complaints }) => complaints.length);
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
        for (const [at, each] of nodes.entries()) await each.tellsProgram("cluster_gap", marks[at]);
        await settled(nodes, senders, clients);
        for (const heard of all)
            for (const at of senders.keys())
                assertOnceAndInOrder(heard.filter((number) => Math.floor(number / 100) === at));
        await assertWhole(nodes, senders, clients);
        assert.deepEqual(ended, []);
    });

    test("Postgres stops for a moment", async () => {
        const { broker: postgres, nodes, clients, senders, ended } = scene;
        await assertOutlivesPause(postgres, nodes, senders, clients);
        assert.deepEqual(ended, []);
    });

    test("Postgres stops for longer than an answer may take", async () => {
        const { broker: postgres, nodes, clients, senders, ended } = scene;
        const all = record(clients, "number");
        const mark = nodes[0].complaints.length;
        postgres.signal("SIGSTOP");
        await emitNumbers(senders[0], numbers(0, 100));
        await nodes[0].says(/Postgres did not answer in time/);
        await emitNumbers(senders[0], numbers(100, 200));
        await assertHearsItself(senders[0], clients.slice(0, 2));
        for (const at of [0, 1]) assert.deepEqual(all[at], numbers(0, 200));
        await nodes[0].tellsProgram("cluster_message_lost", mark);
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
        const { nodes, clients, senders } = scene;
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
    const admin = await postgres.client();
    await assertOutlivesCuts(t, postgres, optionsFor(postgres), {
        connections: async () => (await admin.query(
            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'"))
            .rows.map(({ pid }) => pid),
        cut: async (pid) =>
            (await admin.query("SELECT pg_terminate_backend($1) AS ended", [pid])).rows[0].ended,
        told: /Postgres is not there/,
    });
});

describe("postgres: at the start", () => {
    const withoutPostgres = (t, url, sentence, mend) =>
        assertServesWithoutBroker(t, optionsFor({ url }), sentence, { mend });

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
        const stranger = await Stranger.start();
        let postgres;
        t.after(async () => {
            await stranger.end();
            await postgres?.end();
        });
        await withoutPostgres(
            t, `postgresql://postgres@127.0.0.1:${stranger.port}/postgres`,
            /what answers at the address of Postgres is something else/,
            async () => {
                await stranger.end();
                postgres = await Postgres.start({ port: stranger.port });
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
