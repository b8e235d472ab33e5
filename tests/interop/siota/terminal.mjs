// SPDX-License-Identifier: MIT
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

import { temporaryFolder } from "../harness/certificates.mjs";
import { within } from "../harness/deadline.mjs";

const program = process.env.SIOTA;
let made = 0;
const folder = temporaryFolder();

/** siota in a terminal of 80 times 24 characters, which is tmux. */
export class Terminal {
    #socket = `${folder}/tmux${made++}`;
    #control;
    #looks = new Set();

    constructor(t, args, { home = folder } = {}) {
        const words = [program, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
        // In control mode it says when something changes. The shell behind it keeps the screen.
        this.#control = spawn("tmux", [
            "-S", this.#socket, "-f", "/dev/null", "-C", "new-session", "-x", "80", "-y", "24",
            `${words}; echo "status $?"; read -r end`,
        ], { env: { PATH: process.env.PATH, HOME: home, LANG: "C.UTF-8", TERM: "xterm" } });
        this.#control.stdin.on("error", () => {});
        createInterface({ input: this.#control.stdout }).on("line", () => {
            for (const look of this.#looks) look();
        });
        t.after(async () => {
            const ended = once(this.#control, "close");
            this.#tmux("kill-server");
            await ended;
        });
    }

    #tmux(...args) {
        return execFileSync("tmux", ["-S", this.#socket, ...args], { encoding: "utf8", stdio: "pipe" });
    }

    /** What is on the screen, without the spaces at the ends of its lines; with its colours, if asked. */
    screen(...options) {
        return this.#tmux("capture-pane", "-p", ...options).trimEnd();
    }

    /** Types text, and then keys by the names that tmux has for them. */
    type(text, ...keys) {
        if (text) this.#tmux("send-keys", "-l", text);
        for (const key of keys) this.#tmux("send-keys", key);
    }

    resize(columns, rows) {
        this.#control.stdin.write(`refresh-client -C ${columns}x${rows}\n`);
    }

    /** Resolves with the match once the screen matches. */
    shows(pattern) {
        let look;
        let last = "";
        const found = new Promise((resolve) => {
            look = () => {
                try {
                    last = this.screen();
                } catch {
                    return; // it is starting
                }
                const match = pattern.exec(last);
                if (match) resolve(match);
            };
            this.#looks.add(look);
            look();
        });
        return within(found, `the screen to show ${pattern}`)
            .catch((late) => { throw new Error(`${late.message}:\n${last}`); })
            .finally(() => this.#looks.delete(look));
    }
}
