// SPDX-License-Identifier: MIT
import { within } from "../harness/deadline.mjs";
import { Redis, freePort } from "./redis.mjs";

const slotCount = 16384;

/** A Redis Cluster of three masters of one test's own. */
export class RedisCluster {
    #masters = []; // { redis, admin, id, bus }

    static async start() {
        const cluster = new RedisCluster();
        for (let each = 0; each !== 3; each++) await cluster.#add(each);
        await cluster.#meet();
        return cluster;
    }

    /** Where a client begins. */
    get url() {
        return this.#masters[0].redis.url;
    }

    async #add(number) {
        const bus = String(await freePort());
        const redis = await Redis.start({
            args: ["--cluster-enabled", "yes", "--cluster-port", bus, "--cluster-node-timeout", "1000"],
        });
        const admin = await redis.client();
        const bounds = [number, number + 1].map((each) => Math.floor(each * slotCount / 3));
        await admin.sendCommand(["CLUSTER", "ADDSLOTSRANGE", String(bounds[0]), String(bounds[1] - 1)]);
        await admin.sendCommand(["CLUSTER", "SET-CONFIG-EPOCH", String(number + 1)]);
        this.#masters.push({ redis, admin, bus, id: await admin.sendCommand(["CLUSTER", "MYID"]) });
    }

    async #meet() {
        const [first, ...others] = this.#masters;
        for (const { redis, bus } of others)
            await first.admin.sendCommand(["CLUSTER", "MEET", "127.0.0.1", String(redis.port), bus]);
        for (const { admin } of this.#masters)
            await within((async () => {
                for (let info = ""; !/cluster_state:ok[^]*cluster_size:3/.test(info);)
                    info = await admin.sendCommand(["CLUSTER", "INFO"]);
            })(), "the masters to know each other");
    }

    /** A command of the master that has the slot of `key`. */
    async command(key, ...words) {
        return (await this.#ownerOf(await this.#slotOf(key))).admin.sendCommand(words);
    }

    async #slotOf(key) {
        return this.#masters[0].admin.sendCommand(["CLUSTER", "KEYSLOT", key]);
    }

    async #ownerOf(slot) {
        const ranges = await this.#masters[0].admin.sendCommand(["CLUSTER", "SLOTS"]);
        const [, , [, , owner]] = ranges.find(([first, last]) => first <= slot && slot <= last);
        return this.#masters.find(({ id }) => id === owner);
    }

    /**
     * Begins to move the slot of `key`, with that key if it is there, to the next master; returns
     * what ends that.
     */
    async beginMove(key) {
        const slot = await this.#slotOf(key);
        const from = await this.#ownerOf(slot);
        const to = this.#masters[(this.#masters.indexOf(from) + 1) % this.#masters.length];
        const set = ({ admin }, ...words) =>
            admin.sendCommand(["CLUSTER", "SETSLOT", String(slot), ...words]);
        await set(to, "IMPORTING", from.id);
        await set(from, "MIGRATING", to.id);
        await from.admin.sendCommand(
            ["MIGRATE", "127.0.0.1", String(to.redis.port), key, "0", "5000"]);
        return async () => {
            for (const each of [to, from, ...this.#masters]) await set(each, "NODE", to.id);
        };
    }

    async end() {
        for (const { redis } of this.#masters) await redis.end();
    }
}
