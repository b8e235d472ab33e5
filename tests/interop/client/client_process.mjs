// SPDX-License-Identifier: MIT
import { spawn } from "node:child_process";
import { once } from "node:events";

const running = new Set();
process.on("exit", () => { for (const child of running) child.kill("SIGKILL"); });

/** A client of ours in a process of its own, that does what it is told. */
export class ClientProcess {
    #child;
    #begun = []; // pieces of a line that has not ended
    #complaints = "";

    /**
     * Options in camelCase, as options_of.cpp reads them; `heard` is called with all that it says. `variable`
     * of the environment is the path of its program.
     */
    constructor(variable, url, options, environment, heard) {
        const env = { ...process.env, ...environment };
        const program = env[variable];
        if (!program) throw new Error(`set ${variable} to the path of the program`);
        this.#child = spawn(program, [url, JSON.stringify(options)], { env });
        running.add(this.#child);
        this.ended = once(this.#child, "close").then(([code]) => {
            running.delete(this.#child);
            if (code !== 0) throw new Error(`the client left with ${code}: ${this.#complaints}`);
        });
        this.ended.catch(() => {});
        this.#child.stderr.on("data", (chunk) => { this.#complaints += chunk; });
        this.#child.stdin.on("error", () => {}); // it has ended
        this.#child.stdout.setEncoding("utf8").on("data", (chunk) => this.#read(chunk, heard));
    }

    /** By "\n" alone: to Node's readline U+2028, which may stand in JSON, ends a line too. */
    #read(chunk, heard) {
        const pieces = chunk.split("\n");
        for (const piece of pieces.slice(0, -1)) {
            const line = this.#begun.join("") + piece;
            this.#begun = [];
            heard(line);
        }
        this.#begun.push(pieces.at(-1));
    }

    /** A line of JSON that says what to do. */
    tell(line) { this.#child.stdin.write(`${line}\n`); }

    /** Nobody tells it anything any more: it ends. */
    end() { this.#child.stdin.end(); }

    kill() { this.#child.kill("SIGKILL"); }
}
