// SPDX-License-Identifier: MIT
//
// Clients that come back to another server of a cluster than where they were, of either language,
// and go on there with their rooms, data and what they missed.
import assert from "node:assert/strict";
import { after, before, describe } from "node:test";

import { io } from "socket.io-client";

import { BreakingProxy } from "../harness/breaking_proxy.mjs";
import { nextEvent, within } from "../harness/deadline.mjs";
import { test } from "../harness/fixture.mjs";
import { startCluster } from "./nodes.mjs";
import { Redis } from "./redis.mjs";

const adapter = process.env.CLUSTER_ADAPTER ?? "streams";
const options = (redis) => ({ adapter, redis: redis.url, recovery: 120_000 });

/** A client that is led to one of the servers, and to another when that is said. */
class LedClient {
    #way = { port: 0 };

    static async connect(t, node) {
        const self = new LedClient();
        self.lead(node);
        self.proxy = await BreakingProxy.start(t, self.#way);
        self.socket = io(self.proxy.url, {
            forceNew: true, transports: ["websocket"], reconnectionDelay: 20, randomizationFactor: 0,
        });
        t.after(() => self.socket.disconnect());
        self.heard = [];
        self.socket.onAny((event, ...args) => self.heard.push([event, args[0]]));
        await nextEvent(self.socket, "connect");
        return self;
    }

    lead(node) {
        this.#way.port = Number(new URL(node.url).port);
    }

    ask(event, ...args) {
        return within(this.socket.emitWithAck(event, ...args), `an answer to ${event}`);
    }

    /** It has room "r", data and an offset. */
    async settle(other) {
        await this.ask("join", ["r"]);
        await this.ask("data", { name: "Ada" });
        await this.hears(other, "before");
        this.heard = [];
    }

    /** Resolves when an event that `other` sends to its room has come. */
    async hears(other, event) {
        const heard = nextEvent(this.socket, event);
        await other.act("emit", { event, to: ["r"] });
        await heard;
    }
}

/** Resolves to the sockets that `from` finds everywhere, when each id is there once. */
const findOnce = (from, id, who) => within((async () => {
    for (;;) {
        const found = (await from.act("fetch")).filter((each) => each.id === id);
        if (found.length === 1) return found[0];
    }
})(), `${id} to be there once: ${who}`);

/** Resolves when this is so of the sessions that are kept: that is written a moment after it changes. */
const kept = (redis, what, check) => within((async () => {
    for (;;) {
        const keys = await redis.keys("sio:session:*");
        const sessions = await Promise.all(keys.map((each) => redis.get(each)));
        if (check(sessions.filter(Boolean).map((each) => Buffer.from(each, "base64").toString("latin1"))))
            return;
    }
})(), what);

const isKept = (redis, check) => kept(redis, "the session to be kept", (all) => all.some(check));
const isForgotten = (redis, id) => kept(redis, "the session to be forgotten",
    (all) => !all.some((text) => text.includes(id)));

for (const [first, second] of [["ours", "ours"], ["ours", "node"], ["node", "ours"]])
    describe(`${adapter}: from ${first} to ${second}`, () => {
        let redis;
        let database;
        before(async () => {
            redis = await Redis.start();
            database = await redis.client();
        });
        after(async () => { await redis?.end(); });

        /** Servers, a client of the first, and one of another that stays. */
        async function begin(t) {
            await database.flushAll();
            const nodes = await startCluster([first, second, "ours"], options(redis));
            t.after(async () => { for (const each of nodes) await each.stop(); });
            const other = await nodes[2].client();
            const led = await LedClient.connect(t, nodes[0]);
            const { id } = led.socket;
            await led.settle(other);
            if (first === "ours")
                await isKept(database, (text) => text.includes(id) && text.includes("Ada"));
            return { nodes, led, other, id };
        }

        async function assertGoesOn({ led, other, id }, missed) {
            assert.equal(led.socket.recovered, true);
            assert.equal(led.socket.id, id);
            await led.hears(other, "last");
            assert.deepEqual(
                led.heard.filter(([event]) => !["left", "last"].includes(event)), missed);
            const found = await findOnce(other, id, `${first} to ${second}`);
            assert.deepEqual(found.rooms, [id, "r"].sort());
            assert.equal(found.data.name, "Ada");
        }

        /** Sends what a client of room "r" misses, and what it does not. */
        async function sendMissed({ other, id }, to) {
            for (const [event, whom] of [["a", ["r"]], ["-", ["other"]], ["b", []], ["c", [id]]])
                await other.act("emit", { event, args: [event], to: whom });
            await other.act("emit", { event: "-", to: ["r"], except: [id] });
            if (to.kind === "ours") // Node sends again what is volatile
                await other.act("emit", { event: "-", to: ["r"], flags: { volatile: true } });
            // All of it stands in the stream when this has come back from there.
            const sent = nextEvent(other, "sent");
            await other.act("emit", { event: "sent", to: [other.id] });
            await sent;
            return [["a", "a"], ["b", "b"], ["c", "c"]];
        }

        /** Its connection ends by `ends`, and its client goes on at `to`. */
        async function goOnAt(all, to, ends) {
            all.led.heard = [];
            all.led.lead(to);
            all.led.proxy.hold();
            const gone = nextEvent(all.led.socket, "disconnect");
            await ends();
            await gone;
            const missed = await sendMissed(all, to);
            const back = nextEvent(all.led.socket, "connect");
            all.led.proxy.release();
            await back;
            await assertGoesOn(all, missed);
        }

        /** The same after a cut, of which its server hears. */
        const cutAndGoOnAt = (all, to) => goOnAt(all, to, async () => {
            all.led.proxy.cut();
            await isKept(database, (text) => text.includes(all.id));
        });

        test("a connection breaks", async (t) => {
            const all = await begin(t);
            await cutAndGoOnAt(all, all.nodes[1]);
        });

        if (first === "ours")
            test("its server is killed", async (t) => {
                const all = await begin(t);
                await goOnAt(all, all.nodes[1], () => all.nodes[0].kill());
            });

        if (first === "ours")
            test("a connection stays open of which its client knows no more", async (t) => {
                const all = await begin(t);
                all.led.proxy.stall();
                all.led.lead(all.nodes[1]);
                const back = nextEvent(all.led.socket, "connect");
                all.led.socket.io.engine.close();
                await back;
                if (second === "ours") return assertGoesOn(all, []);
                // A server of Node tells nobody; ours finds out when it wants to keep it.
                assert.equal(all.led.socket.recovered, true);
            });

        test("goes on twice", async (t) => {
            const all = await begin(t);
            for (const at of [1, 0]) await cutAndGoOnAt(all, all.nodes[at]);
        });

        test("a client that has left does not go on", async (t) => {
            const { led, nodes, id } = await begin(t);
            led.socket.disconnect();
            await isForgotten(database, id); // else the other server may hear of it first
            led.lead(nodes[1]);
            const back = nextEvent(led.socket, "connect");
            led.socket.connect();
            await back;
            assert.equal(led.socket.recovered, false);
            assert.notEqual(led.socket.id, id);
        });
    });

describe(`${adapter}: Redis loses its memory`, () => {
    for (const [what, lose] of [
        ["wiped", async (redis) => (await redis.client()).flushAll()],
        ["restarted", async (redis) => { await redis.kill(); await redis.run(); }],
    ])
        test(`sessions of those who are there are kept again when it is ${what}`, async (t) => {
            const redis = await Redis.start();
            t.after(() => redis.end());
            const nodes = await startCluster(["ours", "ours", "node"], options(redis));
            t.after(async () => { for (const each of nodes) await each.stop(); });
            const other = await nodes[1].client();
            const led = await LedClient.connect(t, nodes[0]);
            const { id } = led.socket;
            await led.settle(other);
            const database = await redis.client();
            const isThere = () => isKept(database, (text) => text.includes(id));
            await isThere();
            await lose(redis);
            await isThere();
            await led.hears(other, "after");
            led.lead(nodes[2]);
            await nodes[0].kill();
            await nextEvent(led.socket, "connect");
            assert.equal(led.socket.recovered, true);
            assert.equal(led.socket.id, id);
        });
});

describe(`${adapter}: while Redis is away`, () => {
    test("events go to the own clients at once, without an offset", async (t) => {
        const redis = await Redis.start();
        t.after(() => redis.end());
        const [node] = await startCluster(["ours"], options(redis));
        t.after(() => node.stop());
        const socket = await node.client();
        const emitted = async (event) => {
            const heard = nextEvent(socket, event);
            await socket.act("emit", { event, args: [1] });
            return heard;
        };
        const with_offset = await emitted("there");
        assert.equal(with_offset.length, 2);
        assert.match(with_offset[1], /^[0-9]+-[0-9]+$/);
        await redis.kill();
        await node.says(/Redis is away/);
        assert.deepEqual(await emitted("away"), [1]);
        await redis.run();
        await node.says(/Redis is there/, { times: 2 });
        await within((async () => {
            while ((await emitted("back")).length !== 2);
        })(), "an offset again");
    });
});
