// SPDX-License-Identifier: MIT
import { once } from "node:events";
import { connect, createServer } from "node:net";

import { within } from "./deadline.mjs";
import { seededRandom } from "./proxy.mjs";

/**
 * A TCP proxy between clients and the server under test whose connections break in the ways in
 * which networks break them.
 */
export class BreakingProxy {
    #server;
    #target;
    #pairs = new Set();
    #held = null; // connections that wait, if they have to
    #octetsAtOnce = 0; // 0: as they come
    #budget = null; // gives each connection the octets that it may carry
    worn = 0; // how many have carried them

    static async start(t, target) {
        const proxy = new BreakingProxy();
        proxy.#target = target;
        proxy.#server = createServer((socket) => proxy.#accept(socket));
        proxy.#server.listen(0, "127.0.0.1");
        await within(once(proxy.#server, "listening"), "the proxy to listen");
        proxy.port = proxy.#server.address().port;
        proxy.url = `http://127.0.0.1:${proxy.port}`;
        t.after(() => proxy.stop());
        return proxy;
    }

    /** Later connections are accepted, and nothing goes through them before the release. */
    hold() {
        this.#held ??= [];
    }

    release() {
        const waiting = this.#held ?? [];
        this.#held = null;
        for (const socket of waiting) this.#forward(socket);
    }

    #accept(socket) {
        if (this.#held) this.#held.push(socket);
        else this.#forward(socket);
    }

    #forward(client) {
        const server = connect({ host: "127.0.0.1", port: this.#target.port });
        const pair = { client, server };
        this.#pairs.add(pair);
        for (const [from, to] of [[client, server], [server, client]]) {
            from.on("close", () => {
                if (pair.stalled) return;
                this.#pairs.delete(pair);
                to.destroy();
            });
            from.on("error", () => {}); // one of the ways to end; close follows
            if (this.#octetsAtOnce > 0) this.#crawl(from, to);
            else from.pipe(to);
        }
        if (this.#budget) this.#spend(pair, this.#budget());
    }

    /** Later connections carry so few octets in each turn of the loop. */
    crawl(octets) {
        this.#octetsAtOnce = octets;
    }

    async #crawl(from, to) {
        try {
            for await (const chunk of from)
                for (let at = 0; at < chunk.length; at += this.#octetsAtOnce) {
                    to.write(chunk.subarray(at, at + this.#octetsAtOnce));
                    await new Promise(setImmediate);
                }
            to.end();
        } catch {
            to.destroy();
        }
    }

    /** Later connections end after 1 to `most` octets, both ways together; 0: never. */
    wear(most, seed) {
        const random = seededRandom(seed);
        this.#budget = most === 0 ? null : () => 1 + Math.floor(random() * most);
    }

    #spend(pair, octets) {
        let left = octets;
        for (const from of [pair.client, pair.server])
            from.on("data", (chunk) => {
                left -= chunk.length;
                if (left > 0 || !this.#pairs.delete(pair)) return;
                ++this.worn;
                pair.client.destroy();
                pair.server.destroy();
            });
    }

    /** Both ends see an orderly end. */
    cut() {
        for (const { client, server } of this.#take()) {
            client.destroy();
            server.destroy();
        }
    }

    /** Both ends see a reset. */
    reset() {
        for (const { client, server } of this.#take()) {
            client.resetAndDestroy();
            server.resetAndDestroy();
        }
    }

    /**
     * Nothing goes through any more and nobody is told; what one side ends stays open at the other,
     * until the proxy stops. Later connections work.
     */
    stall() {
        for (const pair of this.#pairs) {
            pair.stalled = true;
            pair.client.unpipe();
            pair.server.unpipe();
            pair.client.resume(); // and loses it
            pair.server.resume();
        }
    }

    #take() {
        const taken = [...this.#pairs];
        this.#pairs.clear();
        return taken;
    }

    stop() {
        for (const socket of this.#held ?? []) socket.destroy();
        for (const pair of this.#pairs) {
            pair.client.destroy();
            pair.server.destroy();
        }
        this.#server.close();
    }
}
