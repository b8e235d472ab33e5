// SPDX-License-Identifier: MIT
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { isDeepStrictEqual } from "node:util";

import { within } from "../harness/deadline.mjs";

const running = new Set();
process.on("exit", () => { for (const child of running) child.kill("SIGKILL"); });

const matches = (line, wanted) =>
    Object.entries(wanted).every(([key, value]) => isDeepStrictEqual(line[key], value));

/** A client of ours in a process of its own. */
export class OurClient {
    static program = "INTEROP_CLIENT";
    #child;
    #lines = [];
    #watchers = new Set();
    #complaints = "";
    #asked = 0;

    /** Options in camelCase, as client.cpp reads them. */
    constructor(t, url, options = {}, environment = {}) {
        const env = { ...process.env, ...environment };
        const program = env[new.target.program];
        if (!program) throw new Error(`set ${new.target.program} to the path of the program`);
        this.#child = spawn(program, [url, JSON.stringify(options)], { env });
        running.add(this.#child);
        this.ended = once(this.#child, "close").then(([code]) => {
            running.delete(this.#child);
            if (code !== 0) throw new Error(`the client left with ${code}: ${this.#complaints}`);
        });
        this.ended.catch(() => {});
        this.#child.stderr.on("data", (chunk) => { this.#complaints += chunk; });
        this.#child.stdin.on("error", () => {}); // it has ended
        createInterface({ input: this.#child.stdout }).on("line", (line) => {
            const said = JSON.parse(line);
            this.#lines.push(said);
            for (const watcher of this.#watchers) watcher(said);
        });
        t.after(() => this.#child.kill("SIGKILL"));
    }

    /** The same, once it has joined a namespace. */
    static async connected(t, url, options = {}, nsp = "/", environment = {}) {
        const client = new OurClient(t, url, options, environment);
        client.join(nsp);
        const { id } = await client.next({ is: "connect", nsp });
        client.id = id;
        return client;
    }

    do(act, more = {}) {
        this.#child.stdin.write(`${JSON.stringify({ act, ...more })}\n`);
    }

    join(nsp = "/") { this.do("join", { nsp }); }

    emit(event, ...args) { this.do("emit", { event, args }); }

    /** The values of the answer. */
    async ask(event, ...args) {
        const number = ++this.#asked;
        this.do("ask", { event, args, number });
        const answer = await this.next({ is: "answer", number });
        if (!answer.ok) throw new Error(answer.failed);
        return answer.args;
    }

    mark() { return this.#lines.length; }

    /** What it has said that matches. */
    said(wanted, since = 0) {
        return this.#lines.slice(since).filter((line) => matches(line, wanted));
    }

    /** The first line that matches, whether it has been said already or not. */
    next(wanted, since = 0) {
        const [already] = this.said(wanted, since);
        if (already) return Promise.resolve(already);
        let watcher;
        const happened = new Promise((resolve, reject) => {
            watcher = (line) => { if (matches(line, wanted)) resolve(line); };
            this.#watchers.add(watcher);
            this.ended.then(() => reject(new Error("the client has left")), reject);
        });
        return within(happened, `the client to say ${JSON.stringify(wanted)}`)
            .finally(() => this.#watchers.delete(watcher));
    }

    /** Settles when its program has come to its end by itself. */
    left() { return within(this.ended, "the client to end"); }

    /** Nobody tells it anything any more. */
    end() { this.#child.stdin.end(); }
}

export const bytes = (hex) => ({ $bytes: hex });
