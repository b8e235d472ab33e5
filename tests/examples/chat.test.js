// SPDX-License-Identifier: MIT
// The command line of the chat; tests/browser has what it does.
"use strict";

const assert = require("node:assert/strict");
const { after, test } = require("node:test");
const { io } = require("socket.io-client");
const { connect, line, shards, start } = require("./program.js");

const address = /^chat is on (http:\/\/localhost:(\d+))$/;

test("--help tells the options, a wrong one is refused with them", async () => {
    const help = start("chat", "--help");
    assert.equal(await help.ended, 0);
    assert.match(help.output, /--port N .*\n--shards N .*\n--public FOLDER .*\n--redis URL /);
    for (const wrong of [["--prot", "1"], ["--port"], ["--port", "65536"], ["--port", "1x"], ["--shards", "many"], ["--redis", ""]]) {
        const refused = start("chat", ...wrong);
        assert.equal(await refused.ended, 2);
        assert.equal(refused.output, "");
        assert.match(refused.errors, /^usage: chat /);
    }
});

test("the page is served from any folder, and another one instead", async () => {
    const chat = start("chat", "--shards", shards, "--port", "0");
    const [, url] = address.exec(await line(chat));
    const page = await fetch(url);
    assert.equal(page.status, 200);
    assert.match(page.headers.get("content-type"), /^text\/html/);
    assert.match(await page.text(), /<title>chat<\/title>/);
    const script = await fetch(`${url}/chat.js`);
    assert.match(script.headers.get("content-type"), /^text\/javascript/);

    const other = start("chat", "--shards", shards, "--port", "0", "--public", __dirname);
    const [, otherUrl] = address.exec(await line(other));
    assert.equal((await fetch(otherUrl)).status, 404);
    assert.equal((await fetch(`${otherUrl}/chat.test.js`)).status, 200);
});

test("a busy port is one sentence, and free again when its program was killed", async () => {
    const first = start("chat", "--shards", shards, "--port", "0");
    const [, url, port] = address.exec(await line(first));
    const second = start("chat", "--shards", shards, "--port", port);
    assert.equal(await second.ended, 1);
    assert.equal(second.output, "");
    const sentence = `^chat: cannot listen on port ${port}: [\\w ]+ \\[system:\\d+\\]\\n$`;
    assert.match(second.errors, new RegExp(sentence));

    const socket = await connect(first, url);
    await first.stop("SIGKILL");
    const third = start("chat", "--shards", shards, "--port", port);
    assert.equal(await line(third), `chat is on ${url}`);
    socket.disconnect();
});

test("everybody hears each line once, and in the end the same of who is there", async () => {
    const chat = start("chat", "--shards", shards, "--port", "0");
    const [, url] = address.exec(await line(chat));
    const people = await Promise.all(
        Array.from({ length: 12 }, async (_, number) => {
            const socket = io(url, { forceNew: true });
            after(() => socket.disconnect());
            const lines = new Map(); // how often each came
            const one = { lines, name: `person ${number}`, after: () => {} };
            const count = ({ id }) => one.after(lines.set(id, (lines.get(id) ?? 0) + 1));
            socket.on("line", count);
            socket.on("people", ({ people }) => one.after((one.people = people)));
            socket.on("rooms", (rooms) => one.after((one.rooms = rooms)));
            one.ask = (...event) => socket.timeout(20000).emitWithAck(...event);
            one.until = (holds) =>
                new Promise((done) => (one.after = () => holds() && done()) && one.after());
            // At once, not in a promise: what comes behind the answer is newer.
            one.join = (room) =>
                new Promise((done) => {
                    const session = `a secret of person ${number}`;
                    const wish = { room, name: one.name, session, create: true };
                    socket.timeout(20000).emit("join", wish, (failure, reply) => {
                        assert.equal(failure ?? reply.error, "");
                        one.people = reply.people;
                        for (const each of reply.lines) lines.set(each.id, 1);
                        done();
                    });
                });
            one.say = async (text) => {
                const id = `the line ${text} of ${one.name}`;
                assert.equal((await one.ask("say", { id, text })).error, "");
                count({ id });
            };
            await one.join("lobby");
            for (const text of "abcd") await one.say(text);
            return one;
        }),
    );
    const names = people.map(({ name }) => name).sort();
    const size = (one, room) => one.rooms.find(({ name }) => name === room)?.people;
    for (const one of people) {
        await one.until(() => one.lines.size === 48);
        await one.until(() => one.people.length === 12 && size(one, "lobby") === 12);
        assert.deepEqual(one.people, names);
        assert.ok([...one.lines.values()].every((times) => times === 1), `${one.name}: once each`);
    }

    // Half of them go to a room of their own, all at once.
    await Promise.all(people.slice(6).map((one) => one.join("attic")));
    for (const [number, one] of people.entries()) {
        await one.until(() => size(one, "lobby") === 6 && size(one, "attic") === 6);
        await one.until(() => one.people.length === 6);
        const here = people.slice(number < 6 ? 0 : 6).slice(0, 6);
        assert.deepEqual(one.people, here.map(({ name }) => name).sort());
    }
    assert.equal(await chat.stop(), 0);
});

test("SIGINT and SIGTERM end it with 0", async () => {
    for (const signal of ["SIGINT", "SIGTERM"]) {
        const chat = start("chat", "--shards", shards, "--port", "0");
        await connect(chat, address.exec(await line(chat))[1]);
        assert.equal(await chat.stop(signal), 0);
    }
});
