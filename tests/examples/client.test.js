// SPDX-License-Identifier: MIT
// Beside the chat, whose people are the official client.
"use strict";

const assert = require("node:assert/strict");
const { once } = require("node:events");
const { test } = require("node:test");
const { connect, line, shards, start } = require("./program.js");

/** Starts the chat; `url` is where it is. */
async function startChat(port = "0") {
    const chat = start("chat", "--shards", shards, "--port", port);
    chat.url = /^chat is on (http:\/\/localhost:\d+)$/.exec(await line(chat))[1];
    return chat;
}

/** Somebody else in the lobby, and the lines that were said there before. */
async function joined(chat, name) {
    const socket = await connect(chat, chat.url, { forceNew: true });
    const session = `a secret of ${name}, of 16 to 64`;
    const wish = { room: "lobby", name, session, create: true };
    const { error, lines } = await socket.emitWithAck("join", wish);
    assert.equal(error, "");
    return [socket, lines];
}

const say = async (socket, text) =>
    assert.equal((await socket.emitWithAck("say", { id: `the line ${text} of the test`, text })).error, "");

/** Resolves when the program has written `text` there. */
async function written(program, where, text) {
    const stream = { output: program.child.stdout, errors: program.child.stderr }[where];
    while (!program[where].includes(text))
        await Promise.race([
            once(stream, "data"),
            program.ended.then((how) => assert.ok(program[where].includes(text), `it ended (${how})`)),
        ]);
}

/** Resolves when `socket` hears of somebody who comes. */
const comes = async (socket, name) => {
    for (;;) {
        const [change] = await once(socket, "people");
        if (change.what === "joined" && change.name === name) return;
    }
};

test("what is typed is said, and what others say is printed, once", async () => {
    const chat = await startChat();
    const [bob] = await joined(chat, "Bob");
    await say(bob, "before");
    const isThere = comes(bob, "Ann");
    const ann = start("client", chat.url, "Ann", "lobby");
    await isThere;
    const heard = once(bob, "line");
    ann.child.stdin.write("good morning\n");
    const [{ name, text }] = await heard;
    assert.deepEqual([name, text], ["Ann", "good morning"]);
    await say(bob, "after");
    await written(ann, "output", "Bob: after\n");
    ann.child.stdin.end();
    assert.equal(await ann.ended, 0);
    assert.equal(ann.output, "Bob: before\nBob: after\n");
    assert.equal(ann.errors, "");
});

test("all that is piped in is said, in order, before it ends", async () => {
    const chat = await startChat();
    const [bob] = await joined(chat, "Bob");
    const heard = [];
    bob.on("line", ({ text }) => heard.push(text));
    const last = new Promise((done) => bob.on("line", ({ text }) => text === "three" && done()));
    const ann = start("client", chat.url, "Ann", "lobby");
    ann.child.stdin.end("one\ntwo\nthree\n");
    assert.equal(await ann.ended, 0);
    await last;
    assert.deepEqual(heard, ["one", "two", "three"]);
});

test("a chat that was killed is joined again, and hears what was typed meanwhile", async () => {
    const chat = await startChat();
    const [bob] = await joined(chat, "Bob");
    const isThere = comes(bob, "Ann");
    const ann = start("client", chat.url, "Ann", "lobby");
    await isThere;
    await chat.stop("SIGKILL");
    await written(ann, "errors", "client: ");
    ann.child.stdin.write("meanwhile\n");
    const again = await startChat(new URL(chat.url).port);
    await joined(again, "Carl"); // a room without people remembers nothing
    ann.child.stdin.end();
    assert.equal(await ann.ended, 0);
    const [, lines] = await joined(again, "Dora");
    assert.deepEqual(lines.map(({ name, text }) => [name, text]), [["Ann", "meanwhile"]]);
});

test("what goes wrong is one sentence", async () => {
    const usage = start("client", "http://localhost:3000");
    assert.equal(await usage.ended, 2);
    assert.equal(usage.errors, "usage: client URL NAME ROOM\n");

    const wrong = start("client", "ftp://localhost", "Ann", "lobby");
    assert.equal(await wrong.ended, 1);
    assert.match(wrong.errors, /^client: the url .*\n$/);

    const nowhere = start("client", "http://127.0.0.1:1", "Ann", "lobby");
    await written(nowhere, "errors", "\n");
    assert.match(nowhere.errors, /^client: .*\n$/);
    nowhere.child.stdin.end(); // nothing has been typed
    assert.equal(await nowhere.ended, 0);

    const chat = await startChat();
    await joined(chat, "Bob");
    const taken = start("client", chat.url, "Bob", "lobby");
    assert.equal(await taken.ended, 1);
    assert.equal(taken.errors, "client: The name Bob is taken in lobby.\n");
});
