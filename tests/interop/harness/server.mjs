// SPDX-License-Identifier: MIT
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";

import { within } from "./deadline.mjs";

const chosen = process.env.SOCKETIOTA_SERVER;
if (!chosen) {
    throw new Error(
        "set SOCKETIOTA_SERVER to the path of the C++ test server, or to node, node-2 or python");
}

const script = (path) => fileURLToPath(new URL(path, import.meta.url));
/** Servers of others: that of Node, of Socket.IO 2, and python-socketio. */
const others = {
    "node": [process.execPath, script("../reference-server.js")],
    "node-2": [process.execPath, script("../client/reference-server-2.js")],
    "python": [process.env.PYTHON ?? "/usr/bin/python3", script("../client/reference_server.py")],
};

/** Which server this run is about: one of others, or "socketiota". */
export const serverKind = others[chosen] ? chosen : "socketiota";

/** How many shards it has: ours reads this variable, the official one has nothing of the kind. */
export const shards = Number(process.env.SOCKETIOTA_SHARDS ?? 1);

const command = others[chosen] ?? [chosen];

// A server must not outlive a test process that dies early.
const running = new Set();
process.on("exit", () => {
    for (const child of running) child.kill("SIGKILL");
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(1));

/** `{pingInterval: 300, trace: true}` becomes `--ping-interval 300 --trace`. */
function commandLine(options) {
    return Object.entries(options).flatMap(([key, value]) => {
        const name = "--" + key.replace(/[A-Z]/g, (letter) => "-" + letter.toLowerCase());
        return value === true ? [name] : [name, String(value)];
    });
}

const matches = (event, wanted) =>
    Object.entries(wanted).every(([key, value]) => isDeepStrictEqual(event[key], value));

/** One running server under test. */
class ServerUnderTest {
    #child;
    #events = [];
    #watchers = new Set();
    #complaints = "";

    constructor(child) {
        this.#child = child;
    }

    static async start(options) {
        const [program, ...fixed] = command;
        const child = spawn(
            program, [...fixed, ...commandLine({ port: 0, trace: true, ...options })],
            { stdio: ["ignore", "pipe", "pipe"] });
        const server = new ServerUnderTest(child);
        running.add(child);
        child.on("close", () => running.delete(child));
        child.stderr.on("data", (chunk) => { server.#complaints += chunk; });
        await within(server.#readAddress(), "the address line of the server");
        return server;
    }

    #readAddress() {
        const lines = createInterface({ input: this.#child.stdout });
        return new Promise((resolve, reject) => {
            this.#child.on("error", reject);
            this.#child.on("exit", (code) => reject(
                new Error(`the server left with ${code}: ${this.#complaints}`)));
            lines.on("line", (line) => {
                const address =
                    /^listening on (?:local (.+)|(https?:\/\/127\.0\.0\.1:(\d+)))$/.exec(line);
                if (address) {
                    this.url = address[2] ?? "http://localhost"; // an agent finds the path
                    this.port = Number(address[3]);
                    resolve();
                } else {
                    this.#record(JSON.parse(line));
                }
            });
        });
    }

    #record(event) {
        this.#events.push(event);
        for (const watcher of this.#watchers) watcher(event);
    }

    get pid() {
        return this.#child.pid;
    }

    /** A point in the trace: events before it can be left out of a search. */
    mark() {
        return this.#events.length;
    }

    /** All traced events that match, from `since` on. */
    seen(wanted, since = 0) {
        return this.#events.slice(since).filter((event) => matches(event, wanted));
    }

    /** The first traced event that matches, whether it has happened already or not. */
    event(wanted, since = 0) {
        const [already] = this.seen(wanted, since);
        if (already) return Promise.resolve(already);
        let watcher;
        const happened = new Promise((resolve) => {
            watcher = (event) => { if (matches(event, wanted)) resolve(event); };
            this.#watchers.add(watcher);
        });
        return within(happened, `the server to trace ${JSON.stringify(wanted)}`)
            .finally(() => this.#watchers.delete(watcher));
    }

    signal(name) {
        this.#child.kill(name);
    }

    /** Ends the server by `signal`; resolves with its exit status, or null if the signal did. */
    async end(signal) {
        if (this.#child.exitCode !== null || this.#child.signalCode !== null) {
            return this.#child.exitCode;
        }
        const left = once(this.#child, "close");
        this.#child.kill(signal);
        const [code] = await within(left, `the server to leave on ${signal}`);
        return code;
    }

    /** The orderly end of every suite: a server that crashed or cannot stop fails it here. */
    async stop() {
        const code = await this.end("SIGTERM");
        if (code !== 0) {
            throw new Error(`the server left with ${code} instead of 0: ${this.#complaints}`);
        }
    }
}

/** Starts the server under test; options are its command line in camelCase. */
export function startServer(options = {}) {
    return ServerUnderTest.start(options);
}
