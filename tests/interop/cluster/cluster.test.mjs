// SPDX-License-Identifier: MIT
//
// Three servers of two languages in one cluster: everything that a server does for its own clients
// reaches those of the others.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe } from "node:test";

import { nextEvent, within } from "../harness/deadline.mjs";
import { test } from "../harness/fixture.mjs";
import { optionsFor, startBroker } from "./broker.mjs";
import { heardByAll } from "./expectations.mjs";
import { knowsOf, startCluster } from "./nodes.mjs";

const adapter = process.env.CLUSTER_ADAPTER ?? "classic";

for (const kinds of [["node", "node", "node"], ["ours", "node", "node"], ["node", "ours", "ours"], ["ours", "ours", "ours"]])
    describe(`${adapter}: ${kinds.join(", ")}`, () => {
        let broker;
        let nodes;
        let clients; // one of each server, and one more of the last

        // A server of Node takes what all its clients speak for given, ours ask each.
        const parser = kinds[2] === "ours" ? "msgpack" : "json";

        before(async () => {
            broker = await startBroker(adapter);
            nodes = await startCluster(kinds, optionsFor(adapter, broker));
        });
        after(async () => {
            for (const each of nodes ?? []) await each.stop();
            await broker?.end();
        });
        beforeEach(async () => {
            for (const each of clients ?? []) each.disconnect();
            clients = [
                ...await Promise.all(nodes.map((each) => each.client())),
                await nodes[2].client({ parser }),
            ];
        });

        /** Each of the clients has its server act, and all hear what comes of it. */
        const fromEach = async (act) => {
            for (const [at, from] of clients.slice(0, 3).entries()) await act(from, at);
        };

        /** What each client heard of `event` until all have heard `last`, sent by `from`. */
        async function heard(event, from, act) {
            const all = clients.map(() => []);
            const listeners = clients.map((socket, at) => {
                const listener = (...args) => all[at].push(args);
                socket.on(event, listener);
                return listener;
            });
            const ends = clients.map((socket) => nextEvent(socket, "end"));
            await act();
            await from.act("emit", { event: "end" });
            await Promise.all(ends);
            clients.forEach((socket, at) => socket.off(event, listeners[at]));
            return all;
        }

        test("an event reaches the clients of all servers", async () => {
            await fromEach(async (from) => {
                const args = [1, "two", { three: [3.5, null, true] }, "\u{1F600}"];
                const all = await heard("news", from, () =>
                    from.act("emit", { event: "news", args }));
                assert.deepEqual(all, clients.map(() => [args]));
            });
        });

        test("binary reaches the clients of all servers", async () => {
            await fromEach(async (from) => {
                const files = clients.map((socket) => nextEvent(socket, "file"));
                const all = await heard("file", from, async () => {
                    await from.act("emit", {
                        event: "file", args: [Buffer.from([1, 2, 3]), { a: Buffer.from("x") }] });
                    await Promise.all(files); // on Postgres, servers of Node let others overtake it
                });
                for (const [args] of all) {
                    assert.deepEqual([...args[0]], [1, 2, 3]);
                    assert.deepEqual([...args[1].a], [120]);
                }
            });
        });

        test("rooms select, and what is excepted does not hear it", async () => {
            await clients[0].ask("join", ["a"]);
            await clients[1].ask("join", ["a", "b"]);
            await clients[2].ask("join", ["b"]);
            await fromEach(async (from) => {
                const which = async (what) => (await heard("news", from, () =>
                    from.act("emit", { event: "news", ...what }))).map((all) => all.length);
                // A channel of a room has no listener until Redis has taken the subscription.
                await heardByAll(async () => {
                    const ofA = await which({ to: ["a"] });
                    const ofB = await which({ to: ["b"] });
                    const ofOne = await which({ to: [clients[2].id] });
                    return [ofA[0], ofA[1], ofB[1], ofB[2], ofOne[2]];
                });
                assert.deepEqual(await which({ to: ["a"] }), [1, 1, 0, 0]);
                assert.deepEqual(await which({ to: ["a", "b"] }), [1, 1, 1, 0]);
                assert.deepEqual(await which({ to: ["a"], except: ["b"] }), [1, 0, 0, 0]);
                assert.deepEqual(await which({ except: ["a"] }), [0, 0, 1, 1]);
                assert.deepEqual(await which({ to: ["nobody"] }), [0, 0, 0, 0]);
                assert.deepEqual(await which({ to: [clients[2].id] }), [0, 0, 1, 0]);
            });
        });

        test("flags: local, volatile, compress, broadcast of a socket", async () => {
            await fromEach(async (from, at) => {
                const which = async (what) => (await heard("news", from, () =>
                    from.act("emit", { event: "news", ...what }))).map((all) => all.length);
                const here = clients.map((socket) => Number(socket.node === from.node));
                assert.deepEqual(await which({ flags: { local: true } }), here);
                assert.deepEqual(
                    await heardByAll(() => which({ flags: { volatile: true } })), [1, 1, 1, 1]);
                assert.deepEqual(await which({ flags: { compress: false } }), [1, 1, 1, 1]);
                assert.deepEqual(await which({ broadcast: true }),
                    clients.map((_, other) => Number(other !== at)));
            });
        });

        test("clients of all servers answer", async () => {
            for (const [at, socket] of clients.entries())
                socket.on("question", (x, answer) => answer({ at, x }));
            await fromEach(async (from) => {
                const { answers, failed } = await from.act("ask", {
                    event: "question", args: [7], flags: { timeout: 5000 } });
                assert.equal(failed, false);
                assert.deepEqual(answers.sort((left, right) => left.at - right.at),
                    clients.map((_, other) => ({ at: other, x: 7 })));
            });
        });

        test("who does not answer in time is missing", async () => {
            for (const [at, socket] of clients.entries())
                socket.on("question", (answer) => { if (at !== 1) answer(at); });
            await fromEach(async (from) => {
                const { answers, failed } = await from.act("ask", {
                    event: "question", flags: { timeout: 1000 } });
                assert.equal(failed, true);
                assert.deepEqual(answers.sort(), [0, 2, 3]);
            });
        });

        test("sockets of all servers are found, as they are", async () => {
            for (const [at, socket] of clients.entries()) {
                await socket.ask("join", [`room ${at}`, "all"]);
                await socket.ask("data", { at, name: "x" });
            }
            const extra = await nodes[1].client({
                auth: { token: "abc" }, query: { name: "extra" },
                extraHeaders: { "x-agent": "tester" } });
            await extra.ask("join", ["extra"]);
            await fromEach(async (from) => {
                const found = await from.act("fetch", { to: ["all"] });
                assert.deepEqual(
                    found.map(({ id, rooms, data }) => ({ id, rooms, data }))
                        .sort((left, right) => left.data.at - right.data.at),
                    clients.map((socket, at) => ({
                        id: socket.id, rooms: [socket.id, "all", `room ${at}`].sort(),
                        data: { at, name: "x" } })));
                const [one, ...more] = await from.act("fetch", { to: ["extra"] });
                assert.deepEqual(more, []);
                assert.deepEqual(one.auth, { token: "abc" });
                assert.equal(one.name, "extra");
                assert.equal(one.agent, "tester");
                assert.equal(one.secure, false);
            });
            extra.disconnect();
        });

        test("sockets of all servers join, leave and are disconnected", async () => {
            await fromEach(async (from, at) => {
                const room = `joined ${at}`;
                await from.act("join", { rooms: [room] });
                await heard("", from, () => {}); // whoever hears the end has joined
                const size = async () => (await from.act("fetch", { to: [room] })).length;
                assert.equal(await size(), 4);
                await from.act("leave", { to: [clients[1].id], rooms: [room] });
                await heard("", from, () => {});
                assert.equal(await size(), 3);
            });
            const gone = clients.slice(1).map((socket) => nextEvent(socket, "disconnect"));
            await clients[0].act("disconnect", { except: [clients[0].id] });
            for (const [reason] of await Promise.all(gone))
                assert.equal(reason, "io server disconnect");
        });

        test("programs hear of each other and answer", async () => {
            await fromEach(async (from) => {
                const others = clients.filter((socket) => socket.node !== from.node);
                const told = others.map((socket) => nextEvent(socket, "told"));
                from.on("told", () => assert.fail("its own program hears it too"));
                await from.ask("tell servers", "told", [1, { two: 2 }]);
                for (const args of await Promise.all(told)) assert.deepEqual(args, [1, { two: 2 }]);
                const { answers, failed } = await from.ask("ask servers", "who", ["x", 5]);
                assert.equal(failed, false);
                assert.deepEqual(
                    answers.sort((left, right) => left.name < right.name ? -1 : 1),
                    nodes.filter((node) => node !== from.node)
                        .map(({ name }) => ({ name, args: ["x", 5] }))
                        .sort((left, right) => left.name < right.name ? -1 : 1));
                from.off("told");
            });
        });

        test("servers are counted, in each namespace", async () => {
            await fromEach(async (from) => assert.equal(await from.ask("count servers"), 3));
            // The cluster has been whole for long in the main namespace only.
            for (const each of nodes) await knowsOf(each, 3, "/chat");
        });

        test("namespaces are apart", async () => {
            const chat = await Promise.all(nodes.map((node) => node.client({ nsp: "/chat" })));
            const line = chat.map((socket) => nextEvent(socket, "line"));
            const all = await heard("line", clients[0], () =>
                chat[0].act("emit", { event: "line", args: ["hello"] }));
            for (const args of await Promise.all(line)) assert.deepEqual(args, ["hello"]);
            assert.deepEqual(all, [[], [], [], []]);
        });

        test("events of one sender come in order", async () => {
            const all = await heard("number", clients[0], async () => {
                for (let number = 0; number !== 200; number++)
                    clients[0].emit("act", { act: "emit", event: "number", args: [number] }, () => {});
            });
            for (const numbers of all)
                assert.deepEqual(numbers.flat(), Array.from({ length: 200 }, (_, at) => at));
        });
    });

// A server of Node that ends has no time to say more.
test(`${adapter}: what is said while a server ends is heard elsewhere`, async (t) => {
    const broker = await startBroker(adapter);
    t.after(() => broker.end());
    const nodes = await startCluster(["ours", "ours"], optionsFor(adapter, broker));
    t.after(() => nodes[0].stop());
    const stays = await nodes[0].client();
    const go = await Promise.all(Array.from({ length: 8 }, () => nodes[1].client()));
    const ids = go.map((socket) => socket.id).sort();
    const left = [];
    const all = new Promise((heard) => {
        // Who looked whether the cluster is complete may be heard leaving, too.
        stays.on("left", (id) => { if (ids.includes(id) && left.push(id) === 8) heard(); });
    });
    await nodes[1].end();
    await within(all, `all 8 to be heard of, not ${left.length}`);
    assert.deepEqual(left.sort(), ids);
});
