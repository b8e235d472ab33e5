// SPDX-License-Identifier: MIT
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { within } from "./deadline.mjs";
import { freePort, printed, replaceAll } from "./nginx.mjs";

// A proxy must not outlive a test process that dies early; its master tells the workers.
const running = new Set();
process.on("exit", () => {
    for (const { child, folder } of running) {
        child?.kill("SIGTERM");
        rmSync(folder, { recursive: true, force: true });
    }
});

/** How each is started with what the guide prints, and when it listens. */
const kinds = {
    nginx: {
        file: "nginx-stream.conf",
        around: (folder, text) => `
            daemon off;
            load_module modules/ngx_stream_module.so;
            pid ${folder}/pid;
            error_log stderr notice;
            events {}
            ${text}`,
        command: (path) => [process.env.NGINX ?? "/usr/sbin/nginx", "-e", "stderr", "-c", path],
        ready: /start worker process \d/,
    },
    haproxy: {
        file: "haproxy.cfg",
        around: (_folder, text) => replaceAll(text, [["defaults\n", `
global
    log stderr format raw local0
defaults
    log global
    option log-health-checks
`]]),
        command: (path) => [process.env.HAPROXY ?? "/usr/sbin/haproxy", "-W", "-f", path],
        ready: /Loading success/,
    },
};

/** A proxy of TCP in front of a server, with the configuration that the guide prints. */
export class TcpProxy {
    #said = "";
    #listeners = new Set();

    /**
     * `kind` is nginx or haproxy, `changes` pairs of what the guide says and what is to stand there.
     * Clients that speak TLS speak it to the server.
     */
    static async start(kind, server, changes = []) {
        const proxy = new TcpProxy();
        const { file, around, command, ready } = kinds[kind];
        proxy.folder = mkdtempSync(join(tmpdir(), "socketiota-proxy-"));
        running.add(proxy);
        proxy.port = await freePort();
        proxy.url = `${new URL(server.url).protocol}//127.0.0.1:${proxy.port}`;
        const text = replaceAll(printed(file), [
            [kind === "nginx" ? "listen 443" : "bind :443",
                `${kind === "nginx" ? "listen" : "bind"} 127.0.0.1:${proxy.port}`],
            ["127.0.0.1:3000", `127.0.0.1:${server.port}`],
            ...changes,
        ]);
        const path = join(proxy.folder, "configuration");
        writeFileSync(path, around(proxy.folder, text));
        const [program, ...rest] = command(path);
        proxy.child = spawn(program, rest, { stdio: ["ignore", "ignore", "pipe"] });
        proxy.child.stderr.on("data", (data) => {
            proxy.#said += data;
            for (const each of proxy.#listeners) each();
        });
        await proxy.says(ready);
        return proxy;
    }

    /** Settles once it has said that; fails if it leaves before. */
    says(wanted) {
        let hear;
        let leave;
        const said = new Promise((resolve, reject) => {
            hear = () => { if (wanted.test(this.#said)) resolve(); };
            leave = (code) => reject(new Error(`the proxy left with ${code}: ${this.#said}`));
            this.#listeners.add(hear);
            this.child.on("exit", leave);
            this.child.on("error", reject);
            hear();
        });
        return within(said, `the proxy to say ${wanted}`).finally(() => {
            this.#listeners.delete(hear);
            this.child.off("exit", leave);
        });
    }

    async stop() {
        if (this.child.exitCode === null) {
            const left = once(this.child, "close");
            this.child.kill("SIGTERM");
            await within(left, "the proxy to leave");
        }
        running.delete(this);
        rmSync(this.folder, { recursive: true });
    }
}
