// SPDX-License-Identifier: MIT
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createClient } from "redis";

import { within } from "../harness/deadline.mjs";

export async function freePort() {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address();
    server.close();
    await once(server, "close");
    return port;
}

/** A Redis of one test's own. */
export class Redis {
    #child;
    #arguments;
    #folder = mkdtempSync(join(tmpdir(), "redis-"));
    #clients = [];

    static async start({ port, args = [] } = {}) {
        const redis = new Redis();
        redis.port = port ?? await freePort();
        redis.url = `redis://127.0.0.1:${redis.port}`;
        redis.#arguments = args;
        await redis.run();
        return redis;
    }

    /** Starts it, or again after `kill`. */
    async run() {
        this.#child = spawn(
            process.env.REDIS_SERVER ?? "redis-server",
            ["--port", String(this.port), "--bind", "127.0.0.1", "--save", "", "--dir",
                this.#folder, ...this.#arguments],
            { stdio: ["ignore", "pipe", "inherit"] });
        await within(new Promise((ready, failed) => {
            this.#child.on("exit", (code) => failed(new Error(`redis-server left with ${code}`)));
            this.#child.stdout.on("data", (text) => {
                if (String(text).includes("Ready to accept connections")) ready();
            });
        }), "redis-server to be ready");
    }

    /** A plain client of it, for `sendCommand` and the like. */
    async client(options = {}) {
        const client = createClient({ url: this.url, ...options });
        client.on("error", () => {}); // what was sent fails, and that is looked at
        await client.connect();
        this.#clients.push(client);
        return client;
    }

    signal(name) {
        this.#child.kill(name);
    }

    async kill() {
        if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
        const left = once(this.#child, "close");
        this.#child.kill("SIGKILL");
        await left;
    }

    async end() {
        for (const each of this.#clients) if (each.isOpen) await each.disconnect();
        await this.kill();
        rmSync(this.#folder, { recursive: true });
    }
}
