// SPDX-License-Identifier: MIT
//
// A program that is no server, in a cluster of servers of both languages: everything that it does
// reaches the clients of both.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { after, before, beforeEach, describe } from "node:test";

import { Arrivals, nextEvent, within } from "../harness/deadline.mjs";
import { test } from "../harness/fixture.mjs";
import { optionsFor, startBroker } from "./broker.mjs";
import { heardByAll } from "./expectations.mjs";
import { startCluster } from "./nodes.mjs";

const adapter = process.env.CLUSTER_ADAPTER ?? "classic";
const nowhereUrl = adapter === "postgres" ? "postgresql://127.0.0.1:1/none" : "redis://127.0.0.1:1";

/** The program. */
class Emitter {
    #child;
    #complaints = "";
    #said = new Arrivals("the emitter to say what became of it");

    constructor(url) {
        this.#child = spawn(process.env.CLUSTER_EMITTER, [adapter, url], { stdio: "pipe" });
        this.#child.stderr.on("data", (chunk) => { this.#complaints += chunk; });
        createInterface({ input: this.#child.stdout }).on("line", (line) => this.#said.push(line));
        this.#child.on("close", (code) =>
            this.#said.end(`the emitter left with ${code}: ${this.#complaints}`));
    }

    get complaints() {
        return this.#complaints;
    }

    /** Resolves to what the program says became of it. */
    act(act, what = {}) {
        this.#child.stdin.write(`${JSON.stringify({ act, ...what })}\n`);
        return this.#said.next();
    }

    /** Ends it; one that does not end well, or has lost something, fails the test. */
    async end() {
        const left = once(this.#child, "close");
        this.#child.stdin.end();
        const [code] = await within(left, "the emitter to leave");
        return code;
    }
}

describe(`${adapter}: an emitter, a server of Node and one of ours`, () => {
    let broker;
    let nodes;
    let clients; // one of each server, and one more of ours
    let emitter;

    before(async () => {
        broker = await startBroker(adapter);
        nodes = await startCluster(["node", "ours"], optionsFor(adapter, broker));
        emitter = new Emitter(broker.url);
    });
    after(async () => {
        const code = await emitter?.end();
        for (const each of nodes ?? []) await each.stop();
        await broker?.end();
        assert.equal(emitter?.complaints, "");
        assert.equal(code, 0);
    });
    beforeEach(async () => {
        for (const each of clients ?? []) each.disconnect();
        clients = [
            await nodes[0].client(), await nodes[1].client(),
            await nodes[1].client({ parser: "msgpack" }),
        ];
    });

    const acts = async (act, what) => assert.equal(await emitter.act(act, what), "queued");

    /** What each client heard of `event` until all have heard what the emitter sends at the end. */
    async function heard(event, act) {
        const all = clients.map(() => []);
        const listeners = clients.map((socket, at) => {
            const listener = (...args) => all[at].push(args);
            socket.on(event, listener);
            return listener;
        });
        const ends = clients.map((socket) => nextEvent(socket, "end"));
        await act();
        await acts("emit", { event: "end" });
        await Promise.all(ends);
        clients.forEach((socket, at) => socket.off(event, listeners[at]));
        return all;
    }

    const which = async (what) =>
        (await heard("news", () => acts("emit", { event: "news", ...what }))).map((all) => all.length);

    test("an event reaches the clients of both", async () => {
        const args = [1, "two", { three: [3.5, null, true] }, "\u{1F600}"];
        assert.deepEqual(await heard("news", () => acts("emit", { event: "news", args })),
            clients.map(() => [args]));
    });

    test("so does binary", async () => {
        const files = clients.map((socket) => nextEvent(socket, "file"));
        const all = await heard("file", async () => {
            await acts("emit binary", { event: "file" });
            await Promise.all(files); // on Postgres, servers of Node let others overtake it
        });
        for (const [args] of all) {
            assert.deepEqual([...args[0]], [1, 2, 3]);
            assert.deepEqual([...args[1].a], [120]);
        }
    });

    test("rooms select, and what is excepted does not hear it", async () => {
        await clients[0].ask("join", ["a"]);
        await clients[1].ask("join", ["a", "b"]);
        assert.deepEqual(await which({ to: ["a"] }), [1, 1, 0]);
        assert.deepEqual(await which({ to: ["a", "b"] }), [1, 1, 0]);
        assert.deepEqual(await which({ to: ["a"], except: ["b"] }), [1, 0, 0]);
        assert.deepEqual(await which({ except: ["a"] }), [0, 0, 1]);
        assert.deepEqual(await which({ to: ["nobody"] }), [0, 0, 0]);
        assert.deepEqual(await which({ to: [clients[2].id] }), [0, 0, 1]);
    });

    test("flags", async () => {
        assert.deepEqual(await heardByAll(() => which({ is_volatile: true })), [1, 1, 1]);
        assert.deepEqual(await which({ compress: false }), [1, 1, 1]);
    });

    test("sockets join and leave", async () => {
        await acts("join", { rooms: ["joined", "more"] });
        await heard("", () => {}); // whoever hears the end has joined
        assert.deepEqual(await which({ to: ["joined"] }), [1, 1, 1]);
        await acts("leave", { to: [clients[0].id, clients[2].id], rooms: ["joined"] });
        await heard("", () => {});
        assert.deepEqual(await which({ to: ["joined"] }), [0, 1, 0]);
        assert.deepEqual(await which({ to: ["more"] }), [1, 1, 1]);
    });

    test("sockets are disconnected, from the namespace or altogether", async () => {
        const chat = await Promise.all(nodes.map((node) => node.client({ nsp: "/chat" })));
        const left = chat.map((socket) => nextEvent(socket, "disconnect"));
        await acts("disconnect", { nsp: "chat" });
        for (const [reason] of await Promise.all(left)) assert.equal(reason, "io server disconnect");
        assert.deepEqual(await which({}), [1, 1, 1]);

        const gone = clients.slice(0, 2).map((socket) => nextEvent(socket, "disconnect"));
        await acts("disconnect", { except: [clients[2].id], close: true });
        await Promise.all(gone);
        assert.ok(clients[2].connected);
    });

    test("programs of both hear it", async () => {
        // Each tells its own clients what it has heard.
        const told = clients.map((socket) => nextEvent(socket, "told"));
        await acts("tell servers", { event: "told", args: [1, { two: 2 }] });
        for (const args of await Promise.all(told)) assert.deepEqual(args, [1, { two: 2 }]);
    });

    test("namespaces are apart", async () => {
        const chat = await Promise.all(nodes.map((node) => node.client({ nsp: "/chat" })));
        const line = chat.map((socket) => nextEvent(socket, "line"));
        const all = await heard("line", () =>
            acts("emit", { nsp: "chat", event: "line", args: ["hello"] }));
        for (const args of await Promise.all(line)) assert.deepEqual(args, ["hello"]);
        assert.deepEqual(all, [[], [], []]);
    });

    test("events come in order", async () => {
        const numbers = Array.from({ length: 200 }, (_, at) => at);
        const all = await heard("number", () => Promise.all(numbers.map((number) =>
            acts("emit", { event: "number", args: [number] }))));
        for (const each of all) assert.deepEqual(each.flat(), numbers);
    });

    test("reserved names are refused in a sentence", async () => {
        assert.match(await emitter.act("emit", { event: "disconnect" }), /reserved/);
        assert.match(await emitter.act("tell servers", { event: "new_namespace" }), /reserved/);
    });

    test("servers do not count it", async () => {
        for (const socket of clients) assert.equal(await socket.ask("count servers"), 2);
    });

    test("what was emitted at once before the end arrives", async () => {
        const last = new Emitter(broker.url);
        const news = clients.map((socket) => nextEvent(socket, "last"));
        last.act("emit", { event: "last" }).catch(() => {});
        assert.equal(await last.end(), 0);
        await Promise.all(news);
        assert.equal(last.complaints, "");
    });

    test("what was not taken is told, and the program ends in time", async () => {
        const nowhere = new Emitter(nowhereUrl);
        assert.equal(await nowhere.act("emit", { event: "news" }), "queued");
        assert.equal(await nowhere.end(), 0);
        assert.match(nowhere.complaints, /^lost: .+(Redis|Postgres)/);
    });
});
