// SPDX-License-Identifier: MIT
import { spawn } from "node:child_process";
import { once } from "node:events";

import { within } from "../harness/deadline.mjs";

const program = process.env.SIOTA;
if (!program) throw new Error("set SIOTA to the path of siota");

const running = new Set();
process.on("exit", () => { for (const child of running) child.kill("SIGKILL"); });

/** siota as a process, without a terminal. */
export class Siota {
    output = "";
    errors = "";
    #child;
    #changed = new Set();

    constructor(t, args, { input, env } = {}) {
        this.#child = spawn(program, args, { env: { ...process.env, ...env } });
        running.add(this.#child);
        for (const [stream, name] of [[this.#child.stdout, "output"], [this.#child.stderr, "errors"]]) {
            stream.setEncoding("utf8");
            stream.on("data", (chunk) => {
                this[name] += chunk;
                for (const look of this.#changed) look();
            });
        }
        this.ended = once(this.#child, "close").then(([code, signal]) => {
            running.delete(this.#child);
            return signal ?? code;
        });
        this.#child.stdin.on("error", () => {}); // it has ended
        if (input !== undefined) this.#child.stdin.end(input);
        t.after(() => this.#child.kill("SIGKILL"));
    }

    kill(signal) { this.#child.kill(signal); }

    closeOutput() { this.#child.stdout.destroy(); }

    write(text) { this.#child.stdin.write(text); }

    /** Resolves with the match once what it has written, `output` or `errors`, matches. */
    written(pattern, where = "output") {
        let look;
        const found = new Promise((resolve, reject) => {
            look = () => {
                const match = pattern.exec(this[where]);
                if (match) resolve(match);
            };
            this.#changed.add(look);
            this.ended.then((how) => reject(
                new Error(`it ended (${how}) without ${pattern}: ${this.output}${this.errors}`)));
            look();
        });
        return within(found, `${pattern} in ${where}: ${this.output}${this.errors}`)
            .finally(() => this.#changed.delete(look));
    }
}

/** Runs it to its end: { status, output, errors }. */
export async function siota(t, args, options = { input: "" }) {
    const one = new Siota(t, args, options);
    const status = await within(one.ended, `siota ${args.join(" ")} to end`);
    return { status, output: one.output, errors: one.errors };
}
