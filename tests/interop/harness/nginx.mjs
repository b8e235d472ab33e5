// SPDX-License-Identifier: MIT
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { blocks_of } from "../../docs/markdown.mjs";
import { within } from "./deadline.mjs";

const guide = fileURLToPath(new URL("../../../docs/guides/reverse-proxies.md", import.meta.url));
const command = process.env.NGINX ?? "/usr/sbin/nginx";

// A proxy must not outlive a test process that dies early; its master tells the workers.
const running = new Set();
process.on("exit", () => {
    for (const { child, folder } of running) {
        child?.kill("SIGTERM");
        rmSync(folder, { recursive: true, force: true });
    }
});

/** A port that was free a moment ago; nginx cannot be asked for any. */
export async function freePort() {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address();
    server.close();
    await once(server, "close");
    return port;
}

/** `text` with each of the pairs replaced, all of which have to be in it. */
export function replaceAll(text, pairs) {
    return pairs.reduce((sum, [from, to]) => {
        if (!sum.includes(from)) throw new Error(`the guide does not say '${from}' any more`);
        return sum.replaceAll(from, to);
    }, text);
}

/** The block of the guide that is the content of a file. */
export function printed(name) {
    const [block] = blocks_of(guide).filter(({ file }) => file?.trim() === name);
    return block.code;
}

/** What the configuration of the guide stands in: a process of a test, which nobody installed. */
const around = (folder, configuration) => `
daemon off;
pid ${folder}/pid;
error_log stderr notice;
events {}
http {
    access_log off;
    client_body_temp_path ${folder}/body;
    proxy_temp_path ${folder}/proxy;
    fastcgi_temp_path ${folder}/fastcgi;
    uwsgi_temp_path ${folder}/uwsgi;
    scgi_temp_path ${folder}/scgi;
    ${configuration}
}
`;

/** nginx in front of servers, with the configuration that the guide prints. */
export class Nginx {
    /** In front of one. */
    static start(server, changes = []) {
        const there = ["127.0.0.1:3000", `127.0.0.1:${server.port}`];
        return Nginx.run(replaceAll(printed("nginx.conf"), [there, ...changes]));
    }

    static async run(printed) {
        const nginx = new Nginx();
        nginx.folder = mkdtempSync(join(tmpdir(), "socketiota-nginx-"));
        running.add(nginx);
        // Run as root, nginx gives its workers to somebody else, who keeps large bodies in here.
        chmodSync(nginx.folder, 0o755);
        const [https, http] = [await freePort(), await freePort()];
        const certificate = join(nginx.folder, "certificate.pem");
        const key = join(nginx.folder, "key.pem");
        execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt",
            "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1", "-subj", "/CN=localhost",
            "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate],
        { stdio: "ignore" });

        const configuration = replaceAll(printed, [
            ["listen 443 ssl", `listen 127.0.0.1:${https} ssl`],
            ["listen 80", `listen 127.0.0.1:${http}`],
            ["/etc/ssl/chat.example.com.pem", certificate],
            ["/etc/ssl/chat.example.com.key", key],
        ]);
        nginx.configuration = join(nginx.folder, "nginx.conf");
        writeFileSync(nginx.configuration, around(nginx.folder, configuration));
        nginx.url = `https://localhost:${https}`;
        nginx.plainUrl = `http://localhost:${http}`;
        nginx.ca = readFileSync(certificate);
        await nginx.#run();
        return nginx;
    }

    async #run() {
        this.child = spawn(command, ["-e", "stderr", "-c", this.configuration], {
            stdio: ["ignore", "ignore", "pipe"],
        });
        // Its sockets listen before it starts its workers.
        await this.#says(/start worker process \d/, "nginx to start");
    }

    async #says(pattern, what) {
        let complaints = "";
        let read;
        const said = new Promise((resolve, reject) => {
            this.child.on("error", reject);
            this.child.on("exit", (code) => reject(new Error(`nginx left with ${code}: ${complaints}`)));
            read = (data) => {
                complaints += data;
                if (pattern.test(complaints)) resolve();
            };
            this.child.stderr.on("data", read);
        });
        await within(said, what).finally(() => this.child.stderr.off("data", read));
        this.child.stderr.resume();
    }

    /** Has it read a changed configuration, as `nginx -s reload` does. */
    async reload(changes) {
        const text = readFileSync(this.configuration, "utf8");
        writeFileSync(this.configuration, replaceAll(text, changes));
        // The worker of before accepts connections until then.
        const changed = this.#says(/gracefully shutting down/, "nginx to read its configuration");
        this.child.kill("SIGHUP");
        await changed;
    }

    async #end() {
        if (this.child.exitCode === null) {
            const left = once(this.child, "close");
            this.child.kill("SIGTERM");
            await within(left, "nginx to leave");
        }
    }

    /** `between` is done while it is not there. */
    async restart(between = async () => {}) {
        await this.#end();
        await between();
        await this.#run();
    }

    async stop() {
        await this.#end();
        running.delete(this);
        rmSync(this.folder, { recursive: true });
    }
}
