// SPDX-License-Identifier: MIT
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { within } from "../harness/deadline.mjs";

async function freePort() {
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
    #folder = mkdtempSync(join(tmpdir(), "redis-"));

    static async start() {
        const redis = new Redis();
        redis.port = await freePort();
        redis.url = `redis://127.0.0.1:${redis.port}`;
        await redis.run();
        return redis;
    }

    /** Starts it, or again after `kill`. */
    async run() {
        this.#child = spawn(
            process.env.REDIS_SERVER ?? "redis-server",
            ["--port", String(this.port), "--bind", "127.0.0.1", "--save", "", "--dir",
                this.#folder],
            { stdio: ["ignore", "pipe", "inherit"] });
        await within(new Promise((ready, failed) => {
            this.#child.on("exit", (code) => failed(new Error(`redis-server left with ${code}`)));
            this.#child.stdout.on("data", (text) => {
                if (String(text).includes("Ready to accept connections")) ready();
            });
        }), "redis-server to be ready");
    }

    signal(name) {
        this.#child.kill(name);
    }

    async kill() {
        const left = once(this.#child, "close");
        this.#child.kill("SIGKILL");
        await left;
    }

    async end() {
        await this.kill();
        rmSync(this.#folder, { recursive: true });
    }
}
