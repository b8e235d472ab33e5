// SPDX-License-Identifier: MIT
//
// Scenes that the tests of all brokers have in common: what servers move messages through, a Redis
// or a Postgres, fails in some way.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { afterEach, beforeEach } from "node:test";

import { nextEvent, within } from "../harness/deadline.mjs";
import {
    assertOnceAndInOrder, assertWhole, emitNumbers, numbers, record, settled,
} from "./expectations.mjs";
import { ClusterNode, knowsOf, startCluster } from "./nodes.mjs";

/** A cluster for each test of a suite, on a broker of its own; `optionsFor` tells the nodes of it. */
export function clusterForEach(kinds, startBroker, optionsFor) {
    const scene = {};
    beforeEach(async () => {
        scene.broker = await startBroker();
        scene.nodes = await startCluster(kinds, optionsFor(scene.broker));
        scene.clients = // two of each server
            await Promise.all(scene.nodes.flatMap((each) => [each.client(), each.client()]));
        scene.senders = scene.clients.filter((_, at) => at % 2 === 0); // one of each server
        scene.ended = [];
        for (const each of scene.clients)
            each.on("disconnect", (reason) => scene.ended.push([each.node.name, reason]));
    });
    afterEach(async () => {
        scene.clients?.forEach((socket) => socket.off("disconnect"));
        for (const each of scene.nodes ?? []) await each.stop();
        scene.nodes = undefined;
        await scene.broker?.end();
    });
    return scene;
}

/** What the client's own server tells those that it has. */
export async function assertHearsItself(from, pair) {
    const heard = pair.map((socket) => nextEvent(socket, "here"));
    await from.act("emit", { event: "here", args: [1] });
    for (const args of await Promise.all(heard)) assert.deepEqual(args, [1]);
}

/**
 * Cuts the connections of one server again and again while events are sent. `connections` lists the
 * ids of all, and `cut` ends one and resolves to whether it was there. Returns what each of the
 * others and that one have heard of one other.
 */
export async function assertOutlivesCuts(t, broker, options, { connections, cut, told }) {
    const nodes = [];
    t.after(async () => {
        for (const each of nodes) await each.stop();
        await broker.end();
    });
    nodes.push(await ClusterNode.start("ours", "other", options));
    nodes.push(await ClusterNode.start("node", "node", options));
    for (const each of nodes) await knowsOf(each, 2);
    const kept = new Set(await connections());
    nodes.push(await ClusterNode.start("ours", "victim", options));
    for (const each of nodes) await knowsOf(each, 3);

    const clients = await Promise.all(nodes.map((each) => each.client()));
    const [other, , victim] = clients;
    const fromVictim = record(clients, "of victim");
    const fromOther = record(clients, "of other");
    const mark = nodes[2].complaints.length;
    let cuts = 0;
    for (let from = 0; from !== 3000; from += 200) {
        const emitted = [
            emitNumbers(victim, numbers(from, from + 200), "of victim"),
            emitNumbers(other, numbers(from, from + 200), "of other")];
        for (const id of await connections())
            if (!kept.has(id)) cuts += Number(await cut(id));
        await Promise.all(emitted);
    }
    assert.ok(cuts >= 4, `${cuts} connections were cut`);
    await nodes[2].says(told);
    await nodes[2].tellsProgram("cluster_gap", mark);
    await settled(nodes, clients, clients);
    await Promise.all([emitNumbers(victim, [3000], "of victim"),
        emitNumbers(other, [3000], "of other")]);
    await assertWhole(nodes, clients, clients);

    for (const heard of [...fromVictim, ...fromOther]) {
        assertOnceAndInOrder(heard);
        assert.equal(heard.at(-1), 3000, nodes[2].complaints);
    }
    // Nothing is lost between those whose connections are whole.
    assert.deepEqual(fromVictim[2], numbers(0, 3001));
    assert.deepEqual(fromOther[0], numbers(0, 3001));
    assert.deepEqual(fromOther[1], numbers(0, 3001));
    return { fromOther };
}

/**
 * Two servers whose broker is none: they serve their own clients and say why, once they have tried
 * as often as `attempted` waits for. Once `mend` has mended it, they are a cluster.
 */
export async function assertServesWithoutBroker(t, options, sentence, { attempted, mend }) {
    const nodes = [];
    t.after(async () => { for (const each of nodes) await each.stop(); });
    for (const name of ["one", "two"])
        nodes.push(await ClusterNode.start("ours", name, options));
    const clients = await Promise.all(nodes.flatMap((each) => [each.client(), each.client()]));
    const senders = [clients[0], clients[2]];
    for (const [at, from] of senders.entries())
        await assertHearsItself(from, clients.slice(2 * at, 2 * at + 2));
    for (const each of nodes) await each.says(sentence);
    if (attempted) {
        await attempted();
        for (const each of nodes)
            assert.equal(each.complaints.match(new RegExp(sentence, "g")).length, 1, each.complaints);
    }
    await mend(nodes, senders, clients);
    await assertWhole(nodes, senders, clients);
}

/** Something else than a broker, at a port of its own. */
export class Stranger {
    #server;
    #connected = new Set();
    #count = 0;

    static async start() {
        const stranger = new Stranger();
        stranger.#server = createServer((socket) => stranger.#take(socket)).listen(0, "127.0.0.1");
        await once(stranger.#server, "listening");
        stranger.port = stranger.#server.address().port;
        return stranger;
    }

    #take(socket) {
        this.#count++;
        this.#connected.add(socket);
        socket.on("error", () => {});
        socket.on("data", () => socket.write("HTTP/1.1 400 Bad Request\r\n\r\n"));
        this.#server.emit("attempt");
    }

    /** Resolves when so many have connected. */
    async attempts(count) {
        await within((async () => {
            while (this.#count < count) await once(this.#server, "attempt");
        })(), "them to try again and again");
    }

    /** Leaves the port to somebody else. */
    async end() {
        if (!this.#server.listening) return;
        const closed = once(this.#server, "close");
        this.#server.close();
        for (const each of this.#connected) each.destroy();
        await closed;
    }
}
