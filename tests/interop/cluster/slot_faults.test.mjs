// SPDX-License-Identifier: MIT
//
// What a cluster of servers on a Redis Cluster does while slots move from one master to another.
import assert from "node:assert/strict";
import { afterEach, beforeEach, describe } from "node:test";

import { within } from "../harness/deadline.mjs";
import { test } from "../harness/fixture.mjs";
import {
    assertOnceAndInOrder, assertWhole, emitNumbers, numbers, record, settled,
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

describe(`${adapter}: on a Redis Cluster`, () => {
    let redis;
    let nodes;
    let clients; // one of each

    beforeEach(async () => {
        redis = await RedisCluster.start();
        nodes = await startCluster(["ours", "ours", "ours"], {
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
        await settled(nodes, clients, clients);
        return { heard, count: next };
    }

    test("slots move while events are sent", async () => {
        await assertWhole(nodes, clients, clients);
        const { heard, count } = await emitWhile(async () => {
            for (const key of keys)
                for (let times = 0; times !== 3; times++) {
                    const end = await redis.beginMove(key);
                    const from = clients[times];
                    for (let waves = 0; waves !== 5; waves++)
                        await from.act("emit", { event: "while it moves" });
                    await end();
                }
        });
        for (const [at, all] of heard.entries())
            for (const [to, each] of all.entries()) {
                assertOnceAndInOrder(each);
                // Streams go with their slots, what is published is in none, unless it is by shard
                // channels, and a server hears itself anyway.
                if (adapter !== "sharded-dynamic" || at === to)
                    assert.deepEqual(each, numbers(0, count));
            }
        await assertWhole(nodes, clients, clients);
        for (const each of nodes) {
            assert.doesNotMatch(each.complaints, /refuses/);
            if (adapter === "sharded-dynamic") await each.says(/its slot is moving/);
        }
    });
});
