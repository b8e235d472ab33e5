// SPDX-License-Identifier: MIT
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { io } from "socket.io-client";
import * as msgpack from "socket.io-msgpack-parser";

import { nextEvent, within } from "../harness/deadline.mjs";

const programs = {
    node: [process.execPath, fileURLToPath(new URL("node.js", import.meta.url))],
    ours: [process.env.CLUSTER_NODE],
};

/** One server of a cluster. */
export class ClusterNode {
    #child;
    #complaints = "";
    #readers = new Set();
    #clients = [];
    #killed = false;

    /** `kind`: "node" or "ours". */
    static async start(kind, name, options) {
        const self = new ClusterNode();
        self.kind = kind;
        self.name = name;
        const [program, ...fixed] = programs[kind];
        self.#child = spawn(
            program, [...fixed, `--name=${name}`,
                ...Object.entries(options).map(([key, value]) => `--${key}=${value}`)],
            { stdio: ["ignore", "pipe", "pipe"] });
        self.#child.stderr.on("data", (chunk) => {
            self.#complaints += chunk;
            for (const each of self.#readers) each();
        });
        const lines = createInterface({ input: self.#child.stdout });
        self.url = await within(new Promise((listens, failed) => {
            self.#child.on("exit", (code) =>
                failed(new Error(`${name} left with ${code}: ${self.#complaints}`)));
            lines.on("line", (line) => {
                const found = /^listening on (.+)$/.exec(line);
                if (found) listens(found[1]);
            });
        }), `${name} to listen`);
        return self;
    }

    get complaints() {
        return this.#complaints;
    }

    /** Whether it runs. */
    get lives() {
        return this.#child.exitCode === null && this.#child.signalCode === null;
    }

    /** Resolves when its log says so, `times` times since `mark`, which `complaints.length` gives. */
    async says(pattern, { times = 1, mark = 0 } = {}) {
        const all = new RegExp(pattern.source, "g");
        let look;
        await within(new Promise((said) => {
            look = () => {
                if ((this.#complaints.slice(mark).match(all) ?? []).length >= times) said();
            };
            this.#readers.add(look);
            look();
        }), `${this.name} to say ${pattern}`).finally(() => this.#readers.delete(look));
    }

    /** Resolves when a server of ours tells its program so, since `mark`; one of Node tells nothing. */
    async tellsProgram(metric, mark) {
        if (this.kind === "ours")
            await this.says(new RegExp(`the program hears of ${metric}`), { mark });
    }

    signal(name) {
        this.#child.kill(name);
    }

    /** A client that has joined the namespace. */
    async client({ nsp = "/", parser = "json", ...more } = {}) {
        const socket = io(this.url + nsp, {
            forceNew: true, transports: ["websocket"], reconnection: false,
            ...(parser === "msgpack" ? { parser: msgpack } : {}),
            ...more,
        });
        this.#clients.push(socket);
        await nextEvent(socket, "connect");
        socket.node = this;
        /** Has its server do something, and resolves to what came of it. */
        socket.act = (act, what = {}) =>
            within(socket.emitWithAck("act", { act, ...what }), `${this.name} to ${act}`);
        socket.ask = (event, ...args) =>
            within(socket.emitWithAck(event, ...args), `${this.name} to answer ${event}`);
        return socket;
    }

    /** Ends it after its clients have left; a server that does not end well fails the test. */
    async stop() {
        for (const socket of this.#clients) socket.disconnect();
        await this.end();
    }

    /** The same with the clients that are there. */
    async end() {
        if (this.#killed) return;
        if (!this.lives)
            throw new Error(`${this.name} has left by itself: ${this.#complaints}`);
        const left = once(this.#child, "close");
        this.#child.kill("SIGTERM");
        const [code] = await within(left, `${this.name} to leave`);
        if (code !== 0) throw new Error(`${this.name} left with ${code}: ${this.#complaints}`);
    }

    async kill() {
        this.#killed = true;
        const left = once(this.#child, "close");
        this.#child.kill("SIGKILL");
        await left;
    }
}

/** Servers of these kinds, once each knows of all. */
export async function startCluster(kinds, options) {
    const nodes = await Promise.all(
        kinds.map((kind, at) => ClusterNode.start(kind, `${kind} ${at}`, options)));
    for (const each of nodes) await knowsOf(each, nodes.length);
    return nodes;
}

/** Resolves when `node` counts that many servers in the namespace. */
export async function knowsOf(node, count, nsp = "/") {
    const socket = await node.client({ nsp });
    await within((async () => {
        while (await socket.emitWithAck("count servers") !== count);
    })(), `${node.name} to know of ${count} servers`);
    // By the server: one that leaves by itself may be found there for a moment more.
    const gone = nextEvent(socket, "disconnect");
    socket.emit("act", { act: "disconnect", to: [socket.id] }, () => {});
    await gone;
}
