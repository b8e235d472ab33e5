// SPDX-License-Identifier: MIT
//
// What a server does with many sockets at a time: questions to all, lists, joining, disconnecting.
import assert from "node:assert/strict";
import { beforeEach } from "node:test";

import { ask, connectClient, received } from "../harness/clients.mjs";
import { expected } from "../harness/differences.mjs";
import { ownServer, test, useServer } from "../harness/fixture.mjs";
import { shards } from "../harness/server.mjs";

const server = useServer();
const plenty = 20_000;

// Three clients of one namespace over different transports, who answer `question` if they have one.
const people = {};
let answers;

beforeEach(async () => {
    answers = { ann: 1, bob: 2, cid: 3 };
    const transports = { ann: ["websocket"], bob: ["polling"], cid: ["polling", "websocket"] };
    await Promise.all(Object.entries(transports).map(async ([name, transport]) => {
        people[name] = await connectClient(
            server.current, { nsp: "/admin", transports: transport, auth: { name } });
        people[name].on("question", (...args) => {
            if (name in answers) args.pop()(answers[name]);
        });
    }));
    // Those of the test before have hung up, which another shard may hear of later.
    let all;
    do [all] = await ask(people.ann, "fetch-sockets", {});
    while (all.length > 3);
});

/** Asks everybody whom the test server selects, through `ann`. */
function askAll(wanted) {
    return ask(people.ann, "broadcast-with-ack",
        { event: "question", args: [], timeout: plenty, ...wanted });
}

const numbers = (list) => list.sort((left, right) => left - right);

test("all answers come", async () => {
    const [failure, all] = await askAll({});
    assert.equal(failure, null);
    assert.deepEqual(numbers(all), [1, 2, 3]);
});

test("arguments and answers of any kind", async () => {
    const bytes = Buffer.from([0, 255]);
    answers = { ann: { deep: [bytes] } };
    const question = received(people.ann, "question");
    const [failure, all] = await askAll({ to: [people.ann.id], args: ["text", { bytes }] });
    assert.equal(failure, null);
    assert.deepEqual(all, [{ deep: [bytes] }]);
    assert.deepEqual((await question).slice(0, 2), ["text", { bytes }]);
});

test("only those selected are asked", async () => {
    await ask(people.ann, "join", "red");
    await ask(people.bob, "join", ["red", "blue"]);
    await ask(people.cid, "join", "blue");
    assert.deepEqual((await askAll({ to: ["red"] }))[1].sort(), [1, 2]);
    assert.deepEqual(await askAll({ to: ["red", "blue"], except: [people.bob.id, people.ann.id] }),
        [null, [3]]);
});

test("nobody is asked, nobody answers", async () => {
    assert.deepEqual(await askAll({ to: ["empty"] }), [null, []]);
});

test("answers that came are there when the time is over", async () => {
    delete answers.bob;
    const [failure, all] = await askAll({ timeout: 1000 });
    assert.equal(failure, "operation has timed out");
    assert.deepEqual(numbers(all), [1, 3]);
});

test("a second answer of one client does not count for another", async () => {
    delete answers.bob;
    people.cid.off("question");
    people.cid.on("question", (ack) => { ack(3); ack(3); ack(3); });
    const [failure, all] = await askAll({ timeout: 1000 });
    assert.equal(failure, "operation has timed out");
    assert.deepEqual(numbers(all), [1, 3]);
});

test("a client that leaves does not answer", async () => {
    delete answers.bob;
    const asked = received(people.bob, "question");
    const outcome = askAll({ timeout: 1000 });
    await asked;
    people.bob.disconnect();
    const [failure, all] = await outcome;
    assert.equal(failure, expected("broadcastAckOfClientThatLeft").failure);
    assert.deepEqual(numbers(all), [1, 3]);
});

test("questions overlap", async () => {
    const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_unused, index) => askAll({ args: [index] })));
    for (const [failure, all] of outcomes) {
        assert.equal(failure, null);
        assert.deepEqual(numbers(all), [1, 2, 3]);
    }
});

test("a list of sockets says who they are", async () => {
    await ask(people.bob, "join", "red");
    await ask(people.bob, "data-set", "colour", "red");
    assert.deepEqual(await ask(people.ann, "fetch-sockets", { to: ["red"] }), [[{
        id: people.bob.id,
        rooms: ["red", people.bob.id].sort(),
        data: { colour: "red" },
        auth: { name: "bob" },
    }]]);
    const [all] = await ask(people.ann, "fetch-sockets", {});
    assert.deepEqual(all.map(({ id }) => id), Object.values(people).map(({ id }) => id).sort());
    const [others] = await ask(people.ann, "fetch-sockets", { except: ["red"] });
    assert.deepEqual(others.map(({ id }) => id), [people.ann.id, people.cid.id].sort());
    assert.deepEqual(await ask(people.ann, "fetch-sockets", { to: ["empty"] }), [[]]);
});

test("sockets of a list can be acted on", async () => {
    const heard = Promise.all([received(people.ann, "found"), received(people.bob, "found")]);
    await ask(people.cid, "act-on-found", { to: [people.ann.id, people.bob.id] });
    assert.deepEqual(await heard, [[people.ann.id], [people.bob.id]]);
    assert.deepEqual(await ask(people.ann, "rooms"), [["found", people.ann.id].sort()]);
    assert.deepEqual(await ask(people.cid, "rooms"), [[people.cid.id]]);
});

test("sockets join and leave rooms together", async () => {
    await ask(people.ann, "sockets-join", { rooms: ["all", "more"] });
    await ask(people.ann, "sockets-join", { to: [people.bob.id], rooms: "red" });
    await ask(people.ann, "sockets-leave", { except: ["red"], rooms: ["more", "never joined"] });
    assert.deepEqual(await ask(people.ann, "rooms"), [["all", people.ann.id].sort()]);
    assert.deepEqual(await ask(people.bob, "rooms"),
        [["all", "more", "red", people.bob.id].sort()]);
});

test("sockets are disconnected from the namespace", async () => {
    const gone = received(people.bob, "disconnect");
    await ask(people.ann, "disconnect-sockets", { to: [people.bob.id] });
    assert.equal((await gone)[0], "io server disconnect");
    assert.ok(people.cid.connected);
});

test("sockets are disconnected with their connections", async () => {
    const gone = Promise.all([received(people.bob, "disconnect"), received(people.cid, "disconnect")]);
    await ask(people.ann, "disconnect-sockets", { except: [people.ann.id], close: true });
    assert.deepEqual((await gone).map(([reason]) => reason),
        ["io server disconnect", "io server disconnect"]);
    assert.ok(people.ann.connected);
});

test("what happens to rooms is told in order", async (t) => {
    const own = await ownServer(t);
    const watcher = await connectClient(own);
    const told = [];
    watcher.on("room-event", (...event) => told.push(event));
    await ask(watcher, "watch-rooms");
    // What one of several shards does is told after what another did once that has been told.
    const toldOf = async (count) => {
        while (told.length < count) await received(watcher, "room-event");
    };
    const client = await connectClient(own);
    const { id } = client;
    await ask(client, "join", ["red", "blue"]);
    await ask(client, "join", "red");
    await toldOf(6);
    await ask(watcher, "join", "red");
    await toldOf(7);
    await ask(client, "leave", "red");
    await toldOf(8);
    await ask(watcher, "leave", "red");
    client.disconnect();
    await toldOf(14);
    // With several shards each room has an order of its own.
    const rooms = [id, "red", "blue"];
    const inOrder = (events) => shards > 1
        ? events.toSorted((one, other) => rooms.indexOf(one[1]) - rooms.indexOf(other[1]))
        : events;
    assert.deepEqual(inOrder(told), inOrder([
        ["create-room", id], ["join-room", id, id],
        ["create-room", "red"], ["join-room", "red", id],
        ["create-room", "blue"], ["join-room", "blue", id],
        ["join-room", "red", watcher.id],
        ["leave-room", "red", id],
        ["leave-room", "red", watcher.id], ["delete-room", "red"],
        ["leave-room", id, id], ["delete-room", id],
        ["leave-room", "blue", id], ["delete-room", "blue"],
    ]));
});
