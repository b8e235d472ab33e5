// SPDX-License-Identifier: MIT
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import pg from "pg";

import { within } from "../harness/deadline.mjs";
import { freePort } from "./redis.mjs";

const programs = process.env.POSTGRES_PROGRAMS ?? "/usr/lib/postgresql/15/bin";

/** Postgres refuses to be run by root: then it is run by the user that its package brings. */
function whoRunsIt() {
    if (process.getuid() !== 0) return {};
    const of = (flag) => Number(execFileSync("id", [flag, "postgres"]));
    return { uid: of("-u"), gid: of("-g") };
}

export const createTable = `CREATE TABLE IF NOT EXISTS socket_io_attachments (
    id bigserial UNIQUE, created_at timestamptz DEFAULT NOW(), payload bytea)`;

/** A Postgres of one test's own. */
export class Postgres {
    #child;
    #arguments;
    #user = whoRunsIt();
    #folder = mkdtempSync(join(tmpdir(), "postgres-"));
    #clients = [];

    static async start({ port, args = [], table = true } = {}) {
        const postgres = new Postgres();
        postgres.port = port ?? await freePort();
        postgres.url = postgres.urlAt(postgres.port);
        postgres.#arguments = args;
        postgres.#init();
        await postgres.run();
        if (table) await (await postgres.client()).query(createTable);
        return postgres;
    }

    urlAt(port) {
        return `postgresql://postgres@127.0.0.1:${port}/postgres`;
    }

    get #data() {
        return join(this.#folder, "data");
    }

    #init() {
        if (this.#user.uid !== undefined) chownSync(this.#folder, this.#user.uid, this.#user.gid);
        chmodSync(this.#folder, 0o755);
        execFileSync(
            join(programs, "initdb"),
            ["-D", this.#data, "-U", "postgres", "--no-sync", "--no-locale", "-E", "UTF8", "-A", "trust"],
            { ...this.#user, cwd: this.#folder, stdio: ["ignore", "ignore", "inherit"] });
    }

    /** Starts it, or again after `kill`. */
    async run() {
        this.#child = spawn(
            join(programs, "postgres"),
            ["-D", this.#data, "-p", String(this.port), "-h", "127.0.0.1", "-k", this.#folder,
                "-F", "-c", "max_wal_size=64MB", ...this.#arguments],
            { ...this.#user, cwd: this.#folder, stdio: ["ignore", "ignore", "pipe"] });
        let log = "";
        await within(new Promise((ready, failed) => {
            this.#child.on("exit", (code) => failed(new Error(`postgres left with ${code}: ${log}`)));
            this.#child.stderr.on("data", (text) => {
                log += text;
                if (log.includes("ready to accept connections")) ready();
            });
        }), "postgres to be ready");
    }

    /** A plain client of it. */
    async client() {
        const client = new pg.Client({ connectionString: this.url });
        client.on("error", () => {}); // what was sent fails, and that is looked at
        await client.connect();
        this.#clients.push(client);
        return client;
    }

    /** From now on who comes has to know this password; who is there, as the client that it gives, stays. */
    async wantPassword(password) {
        const admin = await this.client();
        await admin.query(`ALTER USER postgres PASSWORD '${password}'`);
        const file = join(this.#data, "pg_hba.conf");
        writeFileSync(file, readFileSync(file, "utf8").replaceAll(/trust$/gm, "scram-sha-256"));
        await admin.query("SELECT pg_reload_conf()");
        return admin;
    }

    /** Sends a signal to it and to all processes that it has for its clients. */
    signal(name) {
        const all = readFileSync(`/proc/${this.#child.pid}/task/${this.#child.pid}/children`, "utf8");
        for (const pid of [this.#child.pid, ...all.trim().split(" ").map(Number)]) process.kill(pid, name);
    }

    /** Ends it at once, with all its connections. */
    async kill() {
        if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
        const left = once(this.#child, "close");
        this.#child.kill("SIGQUIT");
        await left;
    }

    async end() {
        for (const each of this.#clients) await each.end().catch(() => {});
        await this.kill();
        rmSync(this.#folder, { recursive: true });
    }
}
