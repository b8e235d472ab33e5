// SPDX-License-Identifier: MIT
import assert from "node:assert/strict";

import { ask, connectClient, largestWhole, received } from "../harness/clients.mjs";
import { expected } from "../harness/differences.mjs";
import { test, useServer } from "../harness/fixture.mjs";
import { openSession, RawWebSocket } from "../harness/raw_sessions.mjs";

const server = useServer();

const argumentLists = {
    "no argument": [],
    "one argument": ["one"],
    "ten arguments": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    "every JSON kind": [null, true, false, 0, -1, 1.5, Math.min(1e21, largestWhole), 9007199254740991, "",
        "text", [], {}],
    "nested": [{ a: [{ b: [{ c: [[[]]] }] }], "": { "key with spaces": null } }],
};

for (const transport of ["polling", "websocket"]) {
    for (const [what, args] of Object.entries(argumentLists)) {
        test(`over ${transport} the server answers with ${what}`, async () => {
            const client = await connectClient(server.current, { transports: [transport] });
            assert.deepEqual(await ask(client, "message-with-ack", ...args), args);
            assert.deepEqual(await ask(client, "message-with-late-ack", ...args), args);
        });

        test(`over ${transport} the client answers with ${what}`, async () => {
            const client = await connectClient(server.current, { transports: [transport] });
            client.on("question", (...questionAndAck) => {
                const ack = questionAndAck.pop();
                assert.deepEqual(questionAndAck, args);
                ack(...questionAndAck);
            });
            const answer = received(client, "answer");
            client.emit("emit-with-ack", ...args);
            assert.deepEqual(await answer, args);
        });
    }
}

test("an empty answer is an empty array on the wire", async () => {
    const session = await RawWebSocket.open(server.current);
    await session.join("/admin");
    session.send('42/admin,12["message-with-ack"]');
    assert.equal(await session.next(), "43/admin,12[]");
});

test("a second answer to one event is not sent", async () => {
    const session = await RawWebSocket.open(server.current);
    await session.join("/admin");
    session.send('42/admin,1["ack-twice"]');
    assert.equal(await session.next(), '43/admin,1["first"]');
    await session.roundTrip("/admin");
});

test("answers find their questions whatever their order", async () => {
    const client = await connectClient(server.current);
    const acks = [];
    client.on("question", (_number, ack) => acks.push(ack));
    const answers = [];
    const all = new Promise((resolve) => {
        client.on("answer", (answer) => {
            if (answers.push(answer) === 5) resolve();
        });
    });
    for (let i = 0; i < 5; i++) client.emit("emit-with-ack", i);
    await ask(client, "message-with-ack");
    assert.equal(acks.length, 5);
    for (const i of [3, 0, 4, 1, 2]) acks[i](`answer ${i}`);
    await all; // what the server does with an answer comes after what it does at once
    assert.deepEqual(answers, [3, 0, 4, 1, 2].map((i) => `answer ${i}`));
});

test("1000 questions in flight get each its own answer", async () => {
    const client = await connectClient(server.current, { transports: ["websocket"] });
    const answers = await Promise.all(Array.from({ length: 1000 }, (_unused, index) =>
        ask(client, index % 2 ? "message-with-ack" : "message-with-late-ack", index)));
    assert.deepEqual(answers, Array.from({ length: 1000 }, (_unused, index) => [index]));
});

test("ack ids up to 2^53 - 1 come back as they were", async () => {
    const session = await RawWebSocket.open(server.current);
    await session.join("/admin");
    for (const id of [0, 1, 4294967295, 4294967296, Number.MAX_SAFE_INTEGER]) {
        session.send(`42/admin,${id}["message-with-ack","x"]`);
        assert.equal(await session.next(), `43/admin,${id}["x"]`);
    }
});

for (const transport of ["polling", "websocket"]) {
    test(`over ${transport} answers to nothing are ignored`, async () => {
        const session = await openSession(server.current, transport);
        await session.join("/admin");
        await session.send('43/admin,0["nobody asked"]');
        await session.send("43/admin,4294967296[]");
        await session.send('43/admin,["without id"]');
        await session.roundTrip("/admin");
    });
}

test("the answer to a question counts once", async () => {
    const session = await RawWebSocket.open(server.current);
    await session.join("/admin");
    session.send('42/admin,["emit-with-ack","q"]');
    const question = await session.next();
    const [, id] = /^42\/admin,(\d+)\["question","q"\]$/.exec(question);
    session.send(`43/admin,${id}["first"]`);
    session.send(`43/admin,${id}["second"]`);
    assert.equal(await session.next(), '42/admin,["answer","first"]');
    await session.roundTrip("/admin");
});

test("a question that is not answered in time fails, and a late answer is ignored", async () => {
    const session = await RawWebSocket.open(server.current);
    await session.join("/admin");
    session.send('42/admin,["emit-with-ack-timeout",50]');
    const [, id] = /^42\/admin,(\d+)\["question"\]$/.exec(await session.next());
    assert.equal(await session.next(), '42/admin,["answer-error","operation has timed out"]');
    session.send(`43/admin,${id}["too late"]`);
    await session.roundTrip("/admin");
});

test("a question with a timeout that is answered in time succeeds", async () => {
    const client = await connectClient(server.current);
    client.on("question", (ack) => ack("in time"));
    const answer = received(client, "answer");
    client.emit("emit-with-ack-timeout", 20_000);
    assert.deepEqual(await answer, ["in time"]);
});

test("the client's emitWithAck works", async () => {
    const client = await connectClient(server.current);
    assert.equal(await client.timeout(10_000).emitWithAck("message-with-ack", "a", "b"), "a");
});

const lost = expected("ackOfClientThatLeft");
test("a question to a client that leaves fails", { skip: lost.skip }, async () => {
    const session = await RawWebSocket.open(server.current);
    const id = await session.join("/admin");
    session.send('42/admin,["emit-with-ack","q"]');
    await session.next();
    await server.current.event({ event: "question_sent", id });
    session.terminate();
    await server.current.event({ event: "answer_lost", id });
});
