// SPDX-License-Identifier: MIT
import assert from "node:assert/strict";
import { beforeEach } from "node:test";

import { ask, connectClient } from "../harness/clients.mjs";
import { expected } from "../harness/differences.mjs";
import { test, useServer } from "../harness/fixture.mjs";
import { PollingSession, RawWebSocket } from "../harness/raw_sessions.mjs";

const server = useServer();

// Four clients of one namespace over different transports; who gets what is noted by name.
const people = {};
let heard;

beforeEach(async () => {
    heard = [];
    const transports = {
        ann: ["websocket"], bob: ["polling"], cid: ["websocket"], dan: ["polling"],
    };
    await Promise.all(Object.entries(transports).map(async ([name, transport]) => {
        people[name] = await connectClient(
            server.current, { nsp: "/admin", transports: transport });
        people[name].on("news", (...args) => heard.push([name, ...args]));
    }));
});

/** Everything sent before has arrived at everybody when this settles. */
async function settled() {
    await Promise.all(Object.values(people).map((client) => ask(client, "message-with-ack")));
}

async function whoHears(from, wanted) {
    await ask(people[from], "broadcast", { event: "news", args: ["x"], ...wanted });
    await settled();
    assert.ok(heard.every(([, ...args]) => args.length === 1 && args[0] === "x"));
    return heard.map(([name]) => name).sort();
}

test("joining and leaving changes the rooms of a socket", async () => {
    const { ann } = people;
    assert.deepEqual(await ask(ann, "rooms"), [[ann.id]]);
    assert.deepEqual(await ask(ann, "join", "b"), [["b", ann.id].sort()]);
    assert.deepEqual(await ask(ann, "join", ["a", "b", "c"]), [["a", "b", "c", ann.id].sort()]);
    assert.deepEqual(await ask(ann, "leave", "b"), [["a", "c", ann.id].sort()]);
    assert.deepEqual(await ask(ann, "leave", "never joined"), [["a", "c", ann.id].sort()]);
});

test("from a socket to the namespace: everybody but the socket", async () => {
    assert.deepEqual(await whoHears("ann", { from: "socket" }), ["bob", "cid", "dan"]);
});

test("from the namespace to all", async () => {
    assert.deepEqual(await whoHears("ann", { from: "nsp" }), ["ann", "bob", "cid", "dan"]);
});

test("to one room", async () => {
    await ask(people.bob, "join", "red");
    await ask(people.ann, "join", "red");
    assert.deepEqual(await whoHears("ann", { from: "nsp", to: ["red"] }), ["ann", "bob"]);
});

test("from a socket to a room it is in: not to itself", async () => {
    await ask(people.bob, "join", "red");
    await ask(people.ann, "join", "red");
    assert.deepEqual(await whoHears("ann", { from: "socket", to: ["red"] }), ["bob"]);
});

test("from a socket to a room it is not in", async () => {
    await ask(people.bob, "join", "red");
    assert.deepEqual(await whoHears("ann", { from: "socket", to: ["red"] }), ["bob"]);
});

test("several rooms are a union and nobody hears twice", async () => {
    await ask(people.ann, "join", ["red", "blue"]);
    await ask(people.bob, "join", ["red", "blue", "green"]);
    await ask(people.cid, "join", "green");
    assert.deepEqual(await whoHears("dan", { from: "nsp", to: ["red", "blue", "green"] }),
        ["ann", "bob", "cid"]);
});

test("except leaves out the members of a room", async () => {
    await ask(people.bob, "join", "quiet");
    assert.deepEqual(await whoHears("ann", { from: "nsp", except: ["quiet"] }),
        ["ann", "cid", "dan"]);
});

test("except several rooms, within several rooms", async () => {
    await ask(people.ann, "join", ["red"]);
    await ask(people.bob, "join", ["red", "quiet"]);
    await ask(people.cid, "join", ["blue", "silent"]);
    await ask(people.dan, "join", ["blue"]);
    assert.deepEqual(
        await whoHears("ann", { from: "nsp", to: ["red", "blue"], except: ["quiet", "silent"] }),
        ["ann", "dan"]);
});

test("the id of a socket is a room, to send to and to leave out", async () => {
    assert.deepEqual(await whoHears("ann", { from: "nsp", to: [people.cid.id] }), ["cid"]);
    heard = [];
    assert.deepEqual(await whoHears("ann", { from: "nsp", except: [people.cid.id] }),
        ["ann", "bob", "dan"]);
});

test("a room without members hears nothing", async () => {
    assert.deepEqual(await whoHears("ann", { from: "nsp", to: ["empty"] }), []);
});

test("a left room is not heard any more", async () => {
    await ask(people.bob, "join", "red");
    await ask(people.bob, "leave", "red");
    assert.deepEqual(await whoHears("ann", { from: "nsp", to: ["red"] }), []);
});

test("a room is of one namespace", async () => {
    const elsewhere = await connectClient(server.current, { nsp: "/n0" });
    await ask(elsewhere, "join", "red");
    elsewhere.on("news", () => heard.push(["elsewhere", "x"]));
    await ask(people.ann, "join", "red");
    assert.deepEqual(await whoHears("bob", { from: "nsp", to: ["red"] }), ["ann"]);
    await ask(elsewhere, "message-with-ack");
    assert.deepEqual(heard.map(([name]) => name), ["ann"]);
});

test("rooms are empty once a socket has left", async () => {
    const { ann } = people;
    const { id } = ann;
    await ask(ann, "join", ["red", "blue"]);
    ann.disconnect();
    const leaving = await server.current.event({ event: "disconnecting", id });
    assert.deepEqual(leaving.rooms, ["blue", "red", id].sort());
    const left = await server.current.event({ event: "disconnect", id });
    assert.deepEqual(left.rooms, []);
    delete people.ann;
    assert.deepEqual(await whoHears("bob", { from: "nsp", to: ["red", "blue", id] }), []);
});

test("names of rooms are any text", async () => {
    const names = ["", "with spaces", "/admin", "\u20ac\u{1f600}", "__proto__", "x".repeat(5000)];
    for (const name of names) {
        await ask(people.bob, "join", name);
        assert.deepEqual(await whoHears("ann", { from: "nsp", to: [name] }), ["bob"]);
        heard = [];
    }
});

test("binary goes to everybody, over every transport", async () => {
    const bytes = Buffer.from([0, 1, 2, 250]);
    await ask(people.ann, "broadcast", { from: "nsp", event: "news", args: [{ deep: [bytes] }] });
    await settled();
    assert.deepEqual(heard.sort((left, right) => (left[0] < right[0] ? -1 : 1)),
        Object.keys(people).sort().map((name) => [name, { deep: [bytes] }]));
});

test("1000 broadcasts arrive everywhere, once and in order", async () => {
    for (let i = 0; i < 1000; i++) {
        people.ann.emit("broadcast", { from: "nsp", event: "news", args: [i] });
    }
    await ask(people.ann, "message-with-ack");
    await settled();
    const inOrder = Array.from({ length: 1000 }, (_unused, index) => index);
    for (const name of Object.keys(people)) {
        assert.deepEqual(
            heard.filter(([who]) => who === name).map(([, number]) => number), inOrder, name);
    }
});

test("a volatile broadcast arrives at those who can take it", async () => {
    // The WebSocket clients have nothing queued; a poll may be between two requests.
    await settled();
    const names = await whoHears("dan", { from: "nsp", volatile: true });
    assert.ok(names.includes("ann"), "ann hears it");
    assert.ok(names.includes("cid"), "cid hears it");
    assert.equal(new Set(names).size, names.length, "nobody hears it twice");
});

test("a volatile event arrives on an idle WebSocket", async () => {
    const session = await RawWebSocket.open(server.current);
    await session.join("/admin");
    await session.roundTrip("/admin");
    session.send('42/admin,["volatile-burst",1]');
    assert.equal(await session.next(), '42/admin,["volatile",0]');
    assert.equal(await session.next(), '42/admin,["volatile-end",1]');
});

test("volatile events of one turn", async () => {
    const { delivered } = expected("volatileEventsOfOneTurn");
    const session = await RawWebSocket.open(server.current);
    await session.join("/admin");
    await session.roundTrip("/admin");
    session.send('42/admin,["volatile-burst",5]');
    for (const number of delivered) {
        assert.equal(await session.next(), `42/admin,["volatile",${number}]`);
    }
    assert.equal(await session.next(), '42/admin,["volatile-end",5]');
});

test("a volatile event is dropped behind data that no poll has fetched", async () => {
    const session = await PollingSession.open(server.current);
    await session.join("/admin");
    await session.send('42/admin,["message","not fetched"]');
    await session.send('42/admin,["volatile-burst",3]');
    assert.equal(await session.next(), '42/admin,["message-back","not fetched"]');
    assert.equal(await session.next(), '42/admin,["volatile-end",3]');
});
