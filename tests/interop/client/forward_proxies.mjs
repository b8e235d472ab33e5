// SPDX-License-Identifier: MIT
import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { temporaryFolder } from "../harness/certificates.mjs";
import { within } from "../harness/deadline.mjs";
import { freePort } from "../harness/nginx.mjs";

const running = new Set();
process.on("exit", () => { for (const child of running) child.kill("SIGKILL"); });

const folder = temporaryFolder();

/** How each is started, and what it says of a connection to a server. */
export const kinds = {
    tinyproxy: {
        scheme: "http",
        command({ port, user, password }) {
            const path = join(folder, `tinyproxy-${port}.conf`);
            writeFileSync(path, [
                `Port ${port}`, "Listen 127.0.0.1", "Allow 127.0.0.1", "Timeout 600",
                "MaxClients 100", "LogLevel Info",
                ...user ? [`BasicAuth ${user} ${password}`] : [],
            ].join("\n") + "\n");
            return [process.env.TINYPROXY ?? "/usr/bin/tinyproxy", "-d", "-c", path];
        },
        leads: (host, port) => `CONNECT ${host}:${port} HTTP/1.1`,
    },
    microsocks: {
        scheme: "socks5h",
        command: ({ port, user, password }) => [
            process.env.MICROSOCKS ?? "/usr/bin/microsocks", "-i", "127.0.0.1", "-p", String(port),
            ...user ? ["-u", user, "-P", password] : []],
        leads: (host, port) => `connected to ${host}:${port}`,
    },
};

/** Settles once somebody listens there. */
async function listens(port) {
    for (;;) {
        const socket = connect(port, "127.0.0.1");
        const there = await new Promise((resolve) => {
            socket.on("connect", () => resolve(true)).on("error", () => resolve(false));
        });
        socket.destroy();
        if (there) return;
    }
}

/** A proxy of Debian's, through which clients go to servers. */
export class ForwardProxy {
    #kind;
    #child;
    #said = "";
    #heard = new Set();

    /** `login` has a user and a password; `port` is that of one before it. */
    static async start(t, kind, login = {}, port = undefined) {
        const proxy = new ForwardProxy();
        proxy.#kind = kinds[kind];
        proxy.port = port ?? await freePort();
        const [program, ...rest] = proxy.#kind.command({ port: proxy.port, ...login });
        proxy.#child = spawn(program, rest, { stdio: ["ignore", "pipe", "pipe"] });
        running.add(proxy.#child);
        for (const stream of [proxy.#child.stdout, proxy.#child.stderr])
            stream.on("data", (data) => {
                proxy.#said += data;
                for (const each of proxy.#heard) each();
            });
        t.after(() => proxy.kill());
        await within(Promise.race([
            listens(proxy.port),
            once(proxy.#child, "exit").then(() => { throw new Error(`it left: ${proxy.#said}`); }),
        ]), "the proxy to listen");
        return proxy;
    }

    /** Its url, with a login or without. */
    url({ user, password } = {}, scheme = this.#kind.scheme) {
        const login = user ? `${encodeURIComponent(user)}:${encodeURIComponent(password)}@` : "";
        return `${scheme}://${login}127.0.0.1:${this.port}`;
    }

    /** How often it has led to a server. */
    times(host, port) { return this.#said.split(this.#kind.leads(host, port)).length - 1; }

    /** Settles once it has led there. */
    leads(host, port) {
        let hear;
        const led = new Promise((resolve) => {
            hear = () => { if (this.times(host, port) > 0) resolve(); };
            this.#heard.add(hear);
            hear();
        });
        return within(led, `the proxy to lead to ${host}:${port}`)
            .finally(() => this.#heard.delete(hear));
    }

    /** Ends it and all that goes through it. */
    async kill() {
        if (this.#child.exitCode === null && this.#child.signalCode === null) {
            this.#child.kill("SIGKILL");
            await once(this.#child, "exit");
        }
        running.delete(this.#child);
    }
}
