// SPDX-License-Identifier: MIT
import { isDeepStrictEqual } from "node:util";

import { within } from "../harness/deadline.mjs";
import { ClientProcess } from "./client_process.mjs";

const matches = (line, wanted) =>
    Object.entries(wanted).every(([key, value]) => isDeepStrictEqual(line[key], value));

/** A client of ours in a process of its own. */
export class OurClient {
    static program = "INTEROP_CLIENT";
    #process;
    #lines = [];
    #watchers = new Set();
    #asked = 0;

    /** Options in camelCase, as options_of.cpp reads them. */
    constructor(t, url, options = {}, environment = {}) {
        this.#process = new ClientProcess(new.target.program, url, options, environment, (line) => {
            const said = JSON.parse(line);
            this.#lines.push(said);
            for (const watcher of this.#watchers) watcher(said);
        });
        t.after(() => this.#process.kill());
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
        this.#process.tell(JSON.stringify({ act, ...more }));
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
            this.#process.ended.then(() => reject(new Error("the client has left")), reject);
        });
        return within(happened, `the client to say ${JSON.stringify(wanted)}`)
            .finally(() => this.#watchers.delete(watcher));
    }

    /** Settles when its program has come to its end by itself. */
    left() { return within(this.#process.ended, "the client to end"); }

    /** Nobody tells it anything any more. */
    end() { this.#process.end(); }
}

export const bytes = (hex) => ({ $bytes: hex });
