// SPDX-License-Identifier: MIT
//
// What a cluster of servers of two languages on a Redis Cluster does while slots move from one
// master to another. Those of Node send by several connections, in no order, and may lose what they
// add to a stream that moves; node-redis 4.7 counts a master once for each range of its slots, and
// does not subscribe again to a shard channel whose slot has moved (issue 3311 there).
import assert from "node:assert/strict";
import { afterEach, beforeEach, describe } from "node:test";

import { nextEvent } from "../harness/deadline.mjs";
import { test } from "../harness/fixture.mjs";
import {
    assertOnceAndInOrder, assertWhole, eachReachesAll, emitNumbers, numbers, record, sorted,
} from "./expectations.mjs";
import { startCluster } from "./nodes.mjs";
import { RedisCluster } from "./redis_cluster.mjs";

const adapter = process.env.CLUSTER_ADAPTER ?? "streams";
// What all servers hear: a stream, and channels.
const keys = {
    "classic": ["socket.io#/#"],
    "sharded-dynamic": ["socket.io#/#"],
    "streams": ["socket.io"],
    "streams-several": ["several-2", "s#/#"],
}[adapter];
// Streams go with their slots, and what is published is in none, unless it is by shard channels.
const losesEvents = adapter === "sharded-dynamic";
const losesQuestions = losesEvents || adapter === "streams-several";

describe(`${adapter}: on a Redis Cluster`, () => {
    let redis;
    let nodes; // the last is of Node
    let clients; // one of each

    beforeEach(async () => {
        redis = await RedisCluster.start();
        nodes = await startCluster(["ours", "ours", "node"], {
            adapter, redis: redis.url, deployment: "cluster" });
        clients = await Promise.all(nodes.map((each) => each.client()));
    });
    afterEach(async () => {
        for (const each of nodes ?? []) await each.stop();
        nodes = undefined;
        await redis?.end();
    });

    /** Emits from all servers as long as `work` takes, and a little on. */
    async function emitWhile(work) {
        const heard = clients.map((_, at) => record(clients, `of ${at}`));
        let goesOn = true;
        let next = 0;
        const emitted = (async () => {
            for (; goesOn; next += 50)
                await Promise.all(clients.map((from, at) =>
                    emitNumbers(from, numbers(next, next + 50), `of ${at}`)));
        })();
        await work();
        goesOn = false;
        await emitted;
        await eachReachesAll(clients, losesEvents ? clients.slice(0, 2) : clients);
        return { heard, all: numbers(0, next) };
    }

    test("slots move while events are sent", async () => {
        const ofOurs = clients.slice(0, 2);
        await assertWhole(nodes, ofOurs, clients);
        const marks = nodes.map(({ complaints }) => complaints.length);
        const { heard, all } = await emitWhile(async () => {
            for (const key of keys)
                for (let times = 0; times !== 3; times++) {
                    const end = await redis.beginMove(key);
                    const from = clients[times];
                    for (let waves = 0; waves !== 5; waves++)
                        await from.act("emit", { event: "while it moves" });
                    await end();
                }
        });
        for (const [at, ofOne] of heard.slice(0, 2).entries())
            for (const [to, each] of ofOne.entries()) {
                assertOnceAndInOrder(each);
                if (!losesEvents || at === to) assert.deepEqual(each, all); // a server hears itself
            }
        for (const [to, each] of heard[2].entries()) {
            if (adapter === "classic")
                while (each.length < all.length) await nextEvent(clients[to], "of 2");
            assert.equal(new Set(each).size, each.length);
        }

        for (const [at, each] of nodes.slice(0, 2).entries()) {
            assert.doesNotMatch(each.complaints, /refuses/);
            if (losesEvents) await each.says(/its slot is moving/, { mark: marks[at] });
            if (losesQuestions) await each.tellsProgram("cluster_gap", marks[at]);
            else assert.doesNotMatch(each.complaints.slice(marks[at]), /cluster_(gap|message_lost)/);
        }
        const ids = sorted(clients.map(({ id }) => id));
        if (!losesQuestions)
            for (const from of ofOurs)
                assert.deepEqual(sorted((await from.act("find")).ids), ids);
        await nodes.pop().stop(); // whatever it counts and hears
        await assertWhole(nodes, ofOurs, ofOurs);
    });
});
