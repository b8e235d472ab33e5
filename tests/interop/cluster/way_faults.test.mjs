// SPDX-License-Identifier: MIT
//
// What a cluster of servers of two languages does while the way of one of them to Redis fails, and
// when it is back.
import assert from "node:assert/strict";
import { afterEach, beforeEach, describe } from "node:test";

import { nextEvent, within } from "../harness/deadline.mjs";
import { test } from "../harness/fixture.mjs";
import {
    assertOnceAndInOrder, assertWhole, emitNumbers, numbers, record, settled, sorted,
} from "./expectations.mjs";
import { Line } from "./line.mjs";
import { ClusterNode, knowsOf } from "./nodes.mjs";
import { Redis } from "./redis.mjs";

const adapter = process.env.CLUSTER_ADAPTER ?? "classic";
const away = /Redis is away/;
const keepsLog = adapter === "streams"; // where a server reads later what it has missed

describe(`${adapter}: the way of one server`, () => {
    let redis;
    let line;
    let nodes; // the last is behind the line
    let clients; // one of each
    let ended;

    beforeEach(async () => {
        redis = await Redis.start({ args: ["--client-output-buffer-limit", "pubsub 1mb 0 0"] });
        line = await Line.start(redis.port);
        nodes = [
            await ClusterNode.start("node", "node", { adapter, redis: redis.url }),
            await ClusterNode.start("ours", "other", { adapter, redis: redis.url }),
            await ClusterNode.start("ours", "behind", { adapter, redis: line.url }),
        ];
        for (const each of nodes) await knowsOf(each, nodes.length);
        clients = await Promise.all(nodes.map((each) => each.client()));
        ended = [];
        for (const each of clients)
            each.on("disconnect", (reason) => ended.push([each.node.name, reason]));
        await assertWhole(nodes, clients, clients);
    });
    afterEach(async () => {
        clients?.forEach((socket) => socket.off("disconnect"));
        line?.heal();
        for (const each of nodes ?? []) await each.stop();
        nodes = undefined;
        line?.end();
        await redis?.end();
    });

    test("is parted", async () => {
        const [ofNode, other, behind] = clients;
        const fromOther = record(clients, "of other");
        const fromBehind = record(clients, "of behind");
        line.part();
        const last = [ofNode, other].map((socket) => nextEvent(socket, "end"));
        await emitNumbers(other, numbers(0, 200), "of other");
        await other.act("emit", { event: "end" });
        await Promise.all(last);
        for (const at of [0, 1]) assert.deepEqual(fromOther[at], numbers(0, 200));

        const here = nextEvent(behind, "here");
        await emitNumbers(behind, numbers(0, 200), "of behind");
        await behind.act("emit", { event: "here", flags: { local: true } });
        await here;
        assert.deepEqual(fromBehind, [[], [], numbers(0, 200)]);
        assert.deepEqual(fromOther[2], []);
        // Who is here is found, and that others are missing is told.
        const found = await behind.act("find", { flags: { timeout: 1000 } });
        assert.deepEqual([found.ids, found.failed], [[behind.id], true]);
        const beyond = await other.act("find", { flags: { timeout: 1000 } });
        assert.deepEqual([sorted(beyond.ids), beyond.failed], [sorted([ofNode.id, other.id]), true]);

        await nodes[2].says(away);
        await emitNumbers(behind, numbers(200, 400), "of behind");
        const mark = nodes[2].complaints.length;
        line.heal();
        await nodes[2].tellsProgram("cluster_gap", mark);
        await settled(nodes, clients, clients);
        for (const heard of [...fromOther, ...fromBehind]) assertOnceAndInOrder(heard);
        // What has waited is not lost; what was sent, and not confirmed, is.
        for (const at of [0, 1])
            assert.deepEqual(
                fromBehind[at].filter((number) => number >= 200), numbers(200, 400));
        assert.deepEqual(fromBehind[2], numbers(0, 400));
        if (keepsLog) assert.deepEqual(fromOther[2], numbers(0, 200));
        await assertWhole(nodes, clients, clients);
        assert.deepEqual(ended, []);
    });

    // `client-output-buffer-limit`
    test("is too slow for Redis", async () => {
        const [, slow, from] = clients;
        const heard = record(clients, "large");
        const mark = nodes[1].complaints.length;
        nodes[1].signal("SIGSTOP");
        const admin = await redis.client();
        const subscribers = async () =>
            (await admin.sendCommand(["CLIENT", "LIST", "TYPE", "pubsub"])).match(/^id=/gm).length;
        const all = await subscribers();
        let next = 0;
        // What stands in a stream waits for who reads it.
        const isEnough = async () => keepsLog ? next === 100 : await subscribers() !== all;
        await within((async () => {
            for (; !await isEnough(); next++)
                await from.act("emit", { event: "large", args: [next, "x".repeat(200_000)] });
        })(), "Redis to cut off who is too slow");
        nodes[1].signal("SIGCONT");
        if (!keepsLog) {
            await nodes[1].says(/the connection to Redis ended.+client-output-buffer-limit/);
            await nodes[1].tellsProgram("cluster_gap", mark);
        }
        await settled(nodes, clients, clients);
        await from.act("emit", { event: "large", args: [next] });
        await assertWhole(nodes, clients, clients);
        for (const at of [0, 2]) assert.deepEqual(heard[at], numbers(0, next + 1));
        assertOnceAndInOrder(heard[1]);
        assert.equal(heard[1].at(-1), next);
        if (keepsLog) assert.deepEqual(heard[1], numbers(0, next + 1));
        assert.equal(slow.connected, true);
        assert.deepEqual(ended, []);
    });
});
