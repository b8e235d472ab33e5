// SPDX-License-Identifier: MIT
//
// What holds in a cluster that is whole, and what is heard until then.
import assert from "node:assert/strict";

import { nextEvent, within } from "../harness/deadline.mjs";
import { knowsOf } from "./nodes.mjs";

export const sorted = (values) => [...values].sort();
export const numbers = (from, to) => Array.from({ length: to - from }, (_, at) => from + at);

/** What each client hears of `event` from now on. */
export function record(clients, event) {
    return clients.map((socket) => {
        const heard = [];
        socket.on(event, (number) => heard.push(number));
        return heard;
    });
}

/** Has the server of `from` emit these numbers, and resolves once it has. */
export const emitNumbers = (from, which, event = "number") => Promise.all(which.map((number) =>
    from.act("emit", { event, args: [number, "x".repeat(200)] })));

/**
 * Emits something until all hear it, and resolves to how often each did that time: a server drops
 * what is volatile for whom something is still on its way, and Redis what goes to a channel that
 * nobody has subscribed yet.
 */
export const heardByAll = (emit) => within((async () => {
    for (;;) {
        const times = await emit();
        if (!times.includes(0)) return times;
    }
})(), "all to hear it");

export function assertOnceAndInOrder(heard) {
    for (let at = 1; at < heard.length; at++)
        assert.ok(heard[at - 1] < heard[at], `${heard[at]} after ${heard[at - 1]}`);
}

/** Resolves when each of `nodes` knows of all, and an event of each of `senders` reaches all clients. */
export async function settled(nodes, senders, clients) {
    for (const each of nodes) await knowsOf(each, nodes.length);
    await eachReachesAll(senders, clients);
}

export async function eachReachesAll(senders, clients) {
    for (const from of senders) {
        const heard = Promise.all(clients.map((socket) => new Promise((done) => {
            const listener = (id) => {
                if (id !== from.id) return;
                socket.off("probe", listener);
                done();
            };
            socket.on("probe", listener);
        })));
        let all = false;
        heard.then(() => { all = true; });
        await within((async () => {
            while (!all) await from.act("emit", { event: "probe", args: [from.id] });
        })(), `all to hear ${from.node.name}`);
    }
}

/** Everything reaches everybody, once. */
export async function assertWhole(nodes, senders, clients) {
    await settled(nodes, senders, clients);
    for (const [at, socket] of clients.entries()) {
        socket.off("question");
        socket.on("question", (answer) => answer(at));
    }
    for (const from of senders) {
        const all = record(clients, "whole");
        const ends = clients.map((socket) => nextEvent(socket, "end"));
        await from.act("emit", { event: "whole", args: [1] });
        await from.act("emit", { event: "end" });
        await Promise.all(ends);
        clients.forEach((socket) => socket.off("whole"));
        assert.deepEqual(all, clients.map(() => [1]));

        assert.deepEqual(
            sorted((await from.act("find")).ids), sorted(clients.map(({ id }) => id)));
        const { answers, failed } = await from.act("ask", {
            event: "question", flags: { timeout: 5000 } });
        assert.equal(failed, false);
        assert.deepEqual(answers.sort((left, right) => left - right), [...clients.keys()]);
        const programs = await from.ask("ask servers", "who", []);
        assert.equal(programs.failed, false);
        assert.deepEqual(
            sorted(programs.answers.map(({ name }) => name)),
            sorted(nodes.filter((node) => node !== from.node).map(({ name }) => name)));
    }
}

/** What the servers share stops for a moment: everything reaches everybody, later. */
export async function assertOutlivesPause(broker, nodes, senders, clients) {
    const all = record(clients, "number");
    const marks = nodes.map(({ complaints }) => complaints.length);
    broker.signal("SIGSTOP");
    await emitNumbers(senders[0], numbers(0, 1000));
    broker.signal("SIGCONT");
    const ends = clients.map((socket) => nextEvent(socket, "end"));
    await senders[0].act("emit", { event: "end" });
    await Promise.all(ends);
    for (const heard of all) assert.deepEqual(heard, numbers(0, 1000));
    await assertWhole(nodes, senders, clients);
    for (const [at, { complaints }] of nodes.entries())
        assert.doesNotMatch(complaints.slice(marks[at]), /cluster_(gap|lost|message_lost)| away/);
}
