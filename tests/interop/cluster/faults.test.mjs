// SPDX-License-Identifier: MIT
//
// What a cluster of servers of two languages does while Redis fails, and when it is back.
import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { networkInterfaces } from "node:os";
import { after, before, describe } from "node:test";

import { nextEvent, within } from "../harness/deadline.mjs";
import { test } from "../harness/fixture.mjs";
import {
    assertOnceAndInOrder, assertOutlivesPause, assertWhole, emitNumbers, numbers, record, settled,
    sorted,
} from "./expectations.mjs";
import {
    Stranger, assertOutlivesCuts, assertServesWithoutBroker, clusterForEach,
} from "./fault_scenes.mjs";
import { ClusterNode, knowsOf, startCluster } from "./nodes.mjs";
import { Redis, freePort } from "./redis.mjs";

const adapter = process.env.CLUSTER_ADAPTER ?? "classic";
const publish = adapter.startsWith("sharded") ? "SPUBLISH" : "PUBLISH";
const away = /Redis is away/;
const optionsFor = ({ url }) => ({ adapter, redis: url });

for (const kinds of [["ours", "ours", "node"], ["ours", "node", "node"]])
    describe(`${adapter}: ${kinds.join(", ")}`, () => {
        const scene = clusterForEach(kinds, () => Redis.start(), optionsFor);

        test("Redis is killed and started again", async () => {
            const { broker: redis, nodes, clients, senders, ended } = scene;
            await assertWhole(nodes, senders, clients);
            const marks = nodes.map(({ complaints }) => complaints.length);
            await redis.kill();
            for (const each of nodes) if (each.kind === "ours") await each.says(away);
            for (const [at, each] of nodes.entries())
                await each.tellsProgram("cluster_degraded", marks[at]);
            const all = record(clients, "number");
            for (const [at, from] of senders.entries()) {
                await emitNumbers(from, numbers(at * 100, at * 100 + 100));
                if (from.node.kind !== "ours") continue; // with shard channels they wait for Redis
                const pair = clients.slice(2 * at, 2 * at + 2);
                const ends = pair.map((socket) => nextEvent(socket, "end"));
                await from.act("emit", { event: "end", flags: { local: true } });
                await Promise.all(ends);
                for (const which of [2 * at, 2 * at + 1])
                    assert.deepEqual(all[which], numbers(at * 100, at * 100 + 100));
                // Who is here is found, and answers; that others are missing is told.
                pair.forEach((socket) => socket.on("alone", (answer) => answer(socket.id)));
                const ids = sorted(pair.map(({ id }) => id));
                const found = await from.act("find", { flags: { timeout: 1000 } });
                assert.deepEqual([sorted(found.ids), found.failed], [ids, true]);
                const asked = await from.act("ask", { event: "alone", flags: { timeout: 1000 } });
                assert.deepEqual([sorted(asked.answers), asked.failed], [ids, true]);
            }

            await redis.run();
            for (const [at, each] of nodes.entries())
                for (const metric of ["cluster_connected", "cluster_gap"])
                    await each.tellsProgram(metric, marks[at]);
            await settled(nodes, senders, clients);
            // What waited has come before what came after it, once.
            for (const heard of all)
                for (const at of senders.keys())
                    assertOnceAndInOrder(heard.filter((number) => Math.floor(number / 100) === at));
            if (adapter === "streams") // nothing of it is lost
                for (const heard of all)
                    for (const [at, { node }] of senders.entries())
                        if (node.kind === "ours")
                            assert.deepEqual(heard.filter((number) => Math.floor(number / 100) === at),
                                numbers(at * 100, at * 100 + 100));
            await assertWhole(nodes, senders, clients);
            assert.deepEqual(ended, []);
        });

        test("Redis stops for a moment", async () => {
            const { broker: redis, nodes, clients, senders, ended } = scene;
            await assertOutlivesPause(redis, nodes, senders, clients);
            assert.deepEqual(ended, []);
        });

        test("Redis stops for longer than an answer may take", async () => {
            const { broker: redis, nodes, clients, senders, ended } = scene;
            const all = record(clients, "number");
            const mark = nodes[0].complaints.length;
            redis.signal("SIGSTOP");
            await emitNumbers(senders[0], numbers(0, 1000));
            await nodes[0].says(away);
            await emitNumbers(senders[0], numbers(1000, 2000));
            const ends = [0, 1].map((at) => nextEvent(clients[at], "here"));
            await senders[0].act("emit", { event: "here", flags: { local: true } });
            await Promise.all(ends);
            for (const at of [0, 1]) assert.deepEqual(all[at], numbers(0, 2000));
            redis.signal("SIGCONT");
            await nodes[0].tellsProgram("cluster_gap", mark);
            await settled(nodes, senders, clients);
            for (const heard of all) {
                assertOnceAndInOrder(heard);
                // What has waited is not lost; what was sent, and not confirmed, may be.
                assert.deepEqual(heard.filter((number) => number >= 1000), numbers(1000, 2000));
            }
            for (const at of [0, 1]) assert.deepEqual(all[at], numbers(0, 2000));
            await assertWhole(nodes, senders, clients);
            assert.deepEqual(ended, []);
        });

        test("a server is killed", async () => {
            const { nodes, clients, senders, ended } = scene;
            await assertWhole(nodes, senders, clients);
            const victim = nodes[2];
            const alive = clients.slice(0, 4);
            alive.forEach((socket, at) => {
                socket.off("question");
                socket.on("question", (answer) => answer(at));
            });
            const remaining = senders.slice(0, 2);

            // Redis still counts it, and it does not answer.
            victim.signal("SIGSTOP");
            const heard = remaining.map((from) => alive.map((socket) => nextEvent(socket, from.id)));
            alive.forEach((socket) => remaining.forEach((from) =>
                socket.on(from.id, (answer) => answer(socket.id))));
            const underway = remaining.map((from) => Promise.all([
                from.act("ask", { event: from.id, flags: { timeout: 2000 } }),
                from.act("find"), from.ask("ask servers", "who", [])]));
            await Promise.all(heard.flat());
            await victim.kill();
            for (const [at, from] of remaining.entries()) {
                const [asked, found, programs] = await underway[at];
                assert.deepEqual(sorted(asked.answers), sorted(alive.map(({ id }) => id)));
                assert.equal(asked.failed, true);
                assert.equal(found.failed, true);
                // Official servers throw away what came.
                if (from.node.kind === "ours")
                    assert.deepEqual(sorted(found.ids), sorted(alive.map(({ id }) => id)));
                assert.equal(programs.failed, true);
                assert.deepEqual(programs.answers.map(({ name }) => name), [nodes[1 - at].name]);
            }

            await assertWhole(nodes.slice(0, 2), remaining, alive);
            assert.deepEqual(ended.filter(([name]) => name !== victim.name), []);
        });
    });

describe(`${adapter}: connections`, () => {
    test("of one server are cut while events are sent", async (t) => {
        const redis = await Redis.start();
        const admin = await redis.client();
        const { fromOther } = await assertOutlivesCuts(t, redis, optionsFor(redis), {
            connections: async () => (await admin.sendCommand(["CLIENT", "LIST"]))
                .match(/^id=\d+/gm).map((each) => each.slice(3)),
            cut: (id) => admin.sendCommand(["CLIENT", "KILL", "ID", id]),
            told: away,
        });
        // What stands in a stream is read later.
        if (adapter === "streams") assert.deepEqual(fromOther[2], numbers(0, 3001));
    });
});

describe(`${adapter}: at the start`, () => {
    const withoutRedis = (t, url, sentence, what) =>
        assertServesWithoutBroker(t, optionsFor({ url }), sentence, what);

    test("the password is wrong", async (t) => {
        const redis = await Redis.start({ args: ["--requirepass", "right"] });
        t.after(() => redis.end());
        const admin = await redis.client({ password: "right" });
        const connections = async () => Number(
            /total_connections_received:(\d+)/.exec(await admin.sendCommand(["INFO", "stats"]))[1]);
        await withoutRedis(t, `redis://:wrong@127.0.0.1:${redis.port}`,
            /refused user or password: check both/, {
                attempted: () => within((async () => {
                    while (await connections() < 20);
                })(), "them to try again and again"),
                mend: () => admin.sendCommand(["CONFIG", "SET", "requirepass", "wrong"]),
            });
    });

    test("Redis is not there", async (t) => {
        const port = await freePort();
        let redis;
        t.after(() => redis?.end());
        await withoutRedis(t, `redis://127.0.0.1:${port}`,
            /nothing answers at the address of Redis: check that it runs/,
            { mend: async () => { redis = await Redis.start({ port }); } });
    });

    test("there is something else", async (t) => {
        const stranger = await Stranger.start();
        let redis;
        t.after(async () => {
            await stranger.end();
            await redis?.end();
        });
        await withoutRedis(t, `redis://127.0.0.1:${stranger.port}`,
            /what answers at this address is no Redis: check host and port/, {
                attempted: () => stranger.attempts(20),
                mend: async () => {
                    await stranger.end();
                    redis = await Redis.start({ port: stranger.port });
                },
            });
    });

    // Only from addresses beyond 127.0.0.0/8.
    const address = Object.values(networkInterfaces()).flat()
        .find(({ family, internal }) => family === "IPv4" && !internal)?.address;
    const without = !address && "this machine has no address but loopback";
    test("Redis is in protected mode", { skip: without }, async (t) => {
        const redis = await Redis.start({
            args: ["--bind", "127.0.0.1", address, "--protected-mode", "yes"] });
        t.after(() => redis.end());
        const admin = await redis.client();
        const rejected = async () => Number(
            /rejected_connections:(\d+)/.exec(await admin.sendCommand(["INFO", "stats"]))[1]);
        await withoutRedis(t, `redis://${address}:${redis.port}`,
            /Redis is in protected mode.+: set a password in Redis, or protected-mode no/, {
                attempted: () => within((async () => {
                    while (await rejected() < 20);
                })(), "them to try again and again"),
                mend: () => admin.sendCommand(["CONFIG", "SET", "protected-mode", "no"]),
            });
    });

    /** A Redis, another that is its replica, and what makes that a master. */
    async function startReplica(t) {
        const master = await Redis.start({ args: ["--repl-diskless-sync-delay", "0"] });
        t.after(() => master.end());
        const replica = await Redis.start({
            args: ["--replicaof", "127.0.0.1", String(master.port)] });
        t.after(() => replica.end());
        const admin = await replica.client();
        await within((async () => {
            while (!/master_link_status:up/.test(await admin.sendCommand(["INFO", "replication"])));
        })(), "the replica to hear its master");
        return { master, replica, promote: () => admin.sendCommand(["REPLICAOF", "NO", "ONE"]) };
    }

    const atReplica = /what is for other servers may not reach them: this Redis is a replica/;

    test("Redis is a replica", async (t) => {
        const { replica, promote } = await startReplica(t);
        await withoutRedis(t, replica.url, /this Redis is a replica.+: give the address of its master/, {
            mend: async (nodes, senders) => {
                const marks = nodes.map(({ complaints }) => complaints.length);
                if (adapter === "streams") // it refuses what is to be stored
                    for (const [at, each] of nodes.entries()) {
                        for (let times = 0; times !== 3; times++) {
                            const mark = each.complaints.length;
                            await senders[at].act("emit", { event: "refused" });
                            await each.tellsProgram("cluster_message_lost", mark);
                        }
                    }
                // It takes what is published, so those that are there hear each other.
                await within((async () => {
                    for (const from of senders)
                        while ((await from.act("find")).ids.length !== 2 * senders.length);
                })(), "them to find each other");
                for (const each of nodes) {
                    assert.equal(each.complaints.match(new RegExp(atReplica, "g")).length, 1,
                        each.complaints);
                    assert.doesNotMatch(each.complaints, /cluster_(connected|degraded)/, "it began so");
                }
                await promote();
                for (const [at, each] of nodes.entries())
                    for (const metric of ["cluster_connected", "cluster_gap"])
                        await each.tellsProgram(metric, marks[at]);
            },
        });
    });

    if (adapter !== "streams")
        test("Redis is a replica for some", async (t) => {
            const { master, replica, promote } = await startReplica(t);
            const nodes = [];
            t.after(async () => { for (const each of nodes) await each.stop(); });
            for (const [name, { url }] of [["at master", master], ["one", replica], ["two", replica]])
                nodes.push(await ClusterNode.start("ours", name, optionsFor({ url })));
            const pair = nodes.slice(1);
            const clients = await Promise.all(nodes.map((each) => each.client()));
            const [atMaster, ...atOther] = clients;
            await assertWhole(pair, atOther, atOther);

            const fromMaster = record(clients, "of master");
            const fromReplica = record(clients, "of replica");
            const ends = clients.map((socket) => nextEvent(socket, "end"));
            await emitNumbers(atOther[0], numbers(0, 100), "of replica");
            const found = await atOther[0].act("find"); // its answer comes after these
            assert.deepEqual(
                [sorted(found.ids), found.failed], [sorted(atOther.map(({ id }) => id)), false]);
            await emitNumbers(atMaster, numbers(0, 100), "of master");
            await atMaster.act("emit", { event: "end" });
            await Promise.all(ends);
            assert.deepEqual(fromMaster, clients.map(() => numbers(0, 100)));
            assert.deepEqual(fromReplica, [[], numbers(0, 100), numbers(0, 100)]);
            assert.doesNotMatch(nodes[0].complaints, / is a replica/);
            for (const each of pair) await each.says(atReplica);

            const marks = pair.map(({ complaints }) => complaints.length);
            await promote();
            for (const [at, each] of pair.entries())
                await each.tellsProgram("cluster_connected", marks[at]);
            await assertWhole(pair, atOther, atOther);
        });

    test("all is well", async (t) => {
        const redis = await Redis.start();
        t.after(() => redis.end());
        const node = await ClusterNode.start("ours", "one", optionsFor(redis));
        t.after(() => node.stop());
        await node.tellsProgram("cluster_connected", 0);
        await knowsOf(node, 1);
        assert.doesNotMatch(node.complaints, /cluster_degraded/);
    });

    // Its user may do nothing to what others hear.
    test("the user may not publish", async (t) => {
        const redis = await Redis.start();
        t.after(() => redis.end());
        const admin = await redis.client();
        await admin.sendCommand(["ACL", "SETUSER", "chat", "on", ">pw", "~*", "+@all"]);
        await withoutRedis(t, `redis://chat:pw@127.0.0.1:${redis.port}`,
            /the user of Redis may not do this/,
            { mend: () => admin.sendCommand(["ACL", "SETUSER", "chat", "allchannels"]) });
    });
});

describe(`${adapter}: garbage`, () => {
    const channels = adapter === "classic"
        ? ["socket.io#/#", "socket.io-request#/#", "socket.io-response#/#"]
        : ["socket.io#/#"];
    let redis;
    let nodes;
    let plain;
    let bystanders; // one at each server, in a namespace of which no garbage speaks

    before(async () => {
        // Else Redis cuts off who does not keep up with this.
        redis = await Redis.start({ args: ["--client-output-buffer-limit", "pubsub 0 0 0"] });
        nodes = await startCluster(["ours", "ours"], { adapter, redis: redis.url });
        plain = await redis.client();
        bystanders = await Promise.all(nodes.map((each) => each.client({ nsp: "/chat" })));
    });
    after(async () => {
        for (const each of nodes ?? []) await each.stop();
        await redis?.end();
    });

    const addEntry = (type, data) => plain.sendCommand(["XADD", "socket.io", "MAXLEN", "~", "1000", "*",
        "uid", "stranger", "nsp", "/", "type", String(type), "data", data]);

    /** Resolves when all that stands in the stream has come: who has read it waits for more. */
    async function haveReadAll() {
        const waiting = async () => (await plain.sendCommand(["CLIENT", "LIST"])).split("\n")
            .filter((line) => /\bflags=\w*b/.test(line) && line.includes("cmd=xread")).length;
        await within((async () => { while (await waiting() !== nodes.length); })(),
            "all to read the stream");
    }

    /** Publishes each of these on each channel, where our servers hear them, and goes on. */
    async function throwAtThem(payloads) {
        const audience = await Promise.all(nodes.map((each) => each.client()));
        for (const channel of channels)
            for (let at = 0; at < payloads.length; at += 500) {
                const heard = await within(Promise.all(payloads.slice(at, at + 500).map((payload) =>
                    plain.sendCommand([publish, channel, payload]))), "Redis to publish");
                assert.deepEqual(new Set(heard), new Set([nodes.length]));
            }
        if (adapter === "streams") {
            for (const [at, payload] of payloads.entries()) await addEntry(at % 15, payload);
            await haveReadAll();
        }
        // What came may have been right by chance, and may have ended whoever was there: it is
        // done once each thread of the servers has answered a question that came after it.
        for (const each of bystanders)
            assert.deepEqual(sorted((await each.act("find")).ids), sorted(bystanders.map(({ id }) => id)));
        audience.forEach((socket) => socket.disconnect());
        const clients = await Promise.all(nodes.map((each) => each.client()));
        await settled(nodes, clients, clients);
        await within((async () => {
            for (const from of clients)
                while ((await from.act("find")).ids.length !== clients.length);
        })(), "the audience to leave");
        await assertWhole(nodes, clients, clients);
        clients.forEach((socket) => socket.disconnect());
    }

    /** Numbers that look random, the same each time. */
    function* chance(seed) {
        for (let state = seed; ; ) {
            state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
            yield state >>> 8;
        }
    }

    test("of octets by chance", async () => {
        const next = chance(1);
        await throwAtThem(Array.from({ length: 2000 }, (_, length) =>
            Buffer.from(Array.from({ length: length % 100 }, () => next.next().value & 0xff))));
    });

    test("of right messages, cut and changed", async () => {
        const messages = [];
        const spy = await redis.client();
        const heard = new EventEmitter();
        const listener = (payload) => {
            messages.push(payload);
            if (payload.includes("the last")) heard.emit("last");
        };
        // A subscription to a pattern is not counted as a server; that to a shard channel is.
        if (publish === "PUBLISH") await spy.pSubscribe("socket.io*", listener, true);
        else await spy.sSubscribe(channels[0], listener, true);
        const clients = await Promise.all(nodes.map((each) => each.client()));
        clients.forEach((socket) => socket.on("question", (answer) => answer(1)));
        const [from] = clients;
        const flags = { timeout: 500 };
        await from.act("emit", { event: "news", args: [1, "two", { three: [3.5, null, true] }] });
        await from.act("emit", { event: "file", args: [Buffer.from([1, 2, 3])] });
        await from.act("join", { rooms: ["a"] });
        await from.act("leave", { rooms: ["a"] });
        await from.act("find", { flags });
        await from.act("ask", { event: "question", flags });
        await from.ask("tell servers", "told", [1]);
        const all = adapter === "streams" ? nextEvent(clients[1], "the last") : once(heard, "last");
        await from.act("emit", { event: "the last" });
        await within(all, "the spy to hear the last");
        if (adapter === "streams") {
            await spy.ping(); // what was published has come before the answer
            for (const { message } of await plain.xRange("socket.io", "-", "+"))
                if (message.uid !== "stranger") messages.push(Buffer.from(message.data));
        }
        await spy.disconnect();
        clients.forEach((socket) => socket.disconnect());
        assert.ok(messages.length >= 8, `${messages.length} messages`);

        const next = chance(2);
        for (const message of messages) {
            const changed = numbers(0, message.length).map((length) => message.subarray(0, length));
            for (let count = 0; count !== 300; count++) {
                const copy = Buffer.from(message);
                for (let times = 0; times !== 1 + count % 3; times++)
                    copy[next.next().value % copy.length] = next.next().value & 0xff;
                changed.push(copy);
            }
            await throwAtThem(changed);
        }
    });

    test("that nests and claims without end", async () => {
        const deep = 1 << 20;
        const json = (type, data) => Buffer.from(
            `{"uid":"stranger","nsp":"/","requestId":"r","type":${type},"data":${data}}`);
        const arrays = "[".repeat(deep) + "]".repeat(deep);
        const maps = '{"data":'.repeat(deep >> 3) + "1" + "}".repeat(deep >> 3);
        await throwAtThem([
            Buffer.from("[".repeat(deep)), Buffer.from('{"a":'.repeat(deep / 4)),
            ...[arrays, maps].flatMap((nested) => [
                ...numbers(0, 15).map((type) => json(type, nested)),
                json(3, `{"packet":{"type":2,"nsp":"/","data":["news",${nested}]},"opts":{"rooms":[],"except":[],"flags":{}}}`),
                json(9, `{"requestId":"r","packet":["told",${nested}]}`),
                json(6, `["told",${nested}]`)]),
            Buffer.alloc(deep, 0x91), // msgpack: arrays of one
            Buffer.concat([Buffer.from([0x93, 0xa6]), Buffer.from("abcdef"), Buffer.alloc(deep, 0x91)]),
            Buffer.alloc(deep, Buffer.from([0x81, 0xa1, 0x61])), // maps of one
            Buffer.from([0xdd, 0xff, 0xff, 0xff, 0xff]), // four thousand million elements
            Buffer.from([0xdf, 0xff, 0xff, 0xff, 0xff]),
            Buffer.from([0xc6, 0xff, 0xff, 0xff, 0xff]),
            Buffer.from([0xdb, 0xff, 0xff, 0xff, 0xff]),
        ]);
    });

    test("of wrong types and unknown numbers", async () => {
        const wrong = [null, true, -1, 1e300, "", "text", [], {}, [[]], { length: 7 }, [null]];
        const right = { uid: "stranger", nsp: "/", type: 3, requestId: "r", rooms: ["a"], close: false,
            opts: { rooms: ["a"], except: [], flags: {} },
            packet: { type: 2, data: ["news", 1], nsp: "/" } };
        const all = [];
        for (const type of [...numbers(-1, 20), 255, 4294967296, 1.5, "3"])
            for (const flat of [true, false]) {
                const { uid, nsp, ...data } = { ...right, type };
                const made = (changed) => Buffer.from(JSON.stringify(flat
                    ? { uid, nsp, ...data, data: ["told", 1], sockets: [], clientCount: 1, ...changed }
                    : { uid, nsp, type, data: { ...data, sockets: [], clientCount: 1, ...changed } }));
                all.push(made({}));
                for (const key of ["uid", "nsp", "type", "requestId", "rooms", "close", "opts", "packet",
                    "data", "sockets", "clientCount"])
                    for (const value of wrong) all.push(made({ [key]: value }));
                for (const value of wrong)
                    all.push(made({ opts: { rooms: value, except: value, flags: value } }),
                        made({ packet: { type: 2, data: value } }));
            }
        await throwAtThem(all);
    });
});
