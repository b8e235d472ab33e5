// SPDX-License-Identifier: MIT
import { once } from "node:events";
import { connect, createServer } from "node:net";

import { within } from "./deadline.mjs";

/** Numbers in [0, 1) that a seed determines (mulberry32). */
export function seededRandom(seed) {
    let state = seed >>> 0;
    return () => {
        state = (state + 0x6d2b79f5) >>> 0;
        let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
        mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
    };
}

/**
 * A TCP proxy between a client and the server under test. It holds connections that ask for a
 * WebSocket until they are released, and lets every piece of data wait for a random number of
 * turns of the event loop, so that the two transports of one session run apart.
 */
export class UpgradeProxy {
    #server;
    #target;
    #random;
    #sockets = new Set();
    #release;
    #released = new Promise((resolve) => { this.#release = resolve; });

    static async start(target, seed) {
        const proxy = new UpgradeProxy();
        proxy.#target = target;
        proxy.#random = seededRandom(seed);
        proxy.#server = createServer((socket) => proxy.#accept(socket));
        proxy.#server.listen(0, "127.0.0.1");
        await within(once(proxy.#server, "listening"), "the proxy to listen");
        proxy.port = proxy.#server.address().port;
        proxy.url = `http://127.0.0.1:${proxy.port}`;
        return proxy;
    }

    #accept(client) {
        const server = connect({ host: "127.0.0.1", port: this.#target.port });
        for (const socket of [client, server]) {
            this.#sockets.add(socket);
            socket.on("close", () => this.#sockets.delete(socket));
            // The end of one side, orderly or not, is passed on by #forward.
            socket.on("error", () => {});
        }
        let first = true;
        this.#forward(client, server, async (chunk) => {
            if (first && /^upgrade: websocket\r$/im.test(chunk.toString("latin1"))) {
                await this.#released;
            }
            first = false;
        });
        this.#forward(server, client, async () => {});
    }

    async #forward(from, to, gate) {
        try {
            for await (const chunk of from) {
                await gate(chunk);
                for (let turns = Math.floor(this.#random() * 20); turns > 0; turns--) {
                    await new Promise(setImmediate);
                }
                to.write(chunk);
            }
        } catch {
            // Reset or destroyed: the other side learns of it by the end below.
        }
        to.end();
    }

    /** Lets WebSocket connections through, the waiting one and all later ones. */
    release() {
        this.#release();
    }

    stop() {
        for (const socket of this.#sockets) socket.destroy();
        this.#server.close();
    }
}
