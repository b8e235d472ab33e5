// SPDX-License-Identifier: MIT
// Several servers that are one chat, through a real Redis.
"use strict";

const assert = require("node:assert/strict");
const { once } = require("node:events");
const { after, before, test } = require("node:test");
const { connect, line, shards, start } = require("./program.js");

const address = /^chat is on (http:\/\/localhost:\d+)$/;
const picture = Buffer.from("89504e470d0a1a0a00", "hex");

let Redis;
let redis;
before(async () => {
    ({ Redis } = await import("../interop/cluster/redis.mjs"));
    redis = await Redis.start();
});
after(() => redis?.end());

async function serve(url) {
    const chat = start("chat", "--shards", shards, "--port", "0", "--redis", url);
    [, chat.url] = address.exec(await line(chat));
    return chat;
}

/** Somebody in a room, who keeps what comes. */
async function enter(chat, name, room, session = `the secret of ${name}, here`) {
    const socket = await connect(chat, chat.url, { forceNew: true, transports: ["websocket"] });
    const one = { socket, lines: [], pictures: [], changes: [], told: () => {} };
    socket.on("rooms", (rooms) => one.told((one.rooms = rooms)));
    socket.on("line", (said) => one.told(one.lines.push(said.text)));
    socket.on("picture", (shown, octets) => one.told(one.pictures.push([shown.text, octets])));
    socket.on("people", (change) => one.told(one.changes.push(change), (one.people = change.people)));
    one.ask = (...event) => socket.timeout(20000).emitWithAck(...event);
    one.until = (holds) => new Promise((done) => (one.told = () => holds() && done()) && one.told());
    one.say = (text) => one.ask("say", { id: `the line ${text} of ${name}`, text });
    one.reply = await one.ask("join", { room, name, session, create: true });
    one.people = one.reply.people;
    return one;
}

/** Resolves when somebody of one server is known at another. */
const meet = (one, name) => one.until(() => one.people?.includes(name));

test("servers are one chat", async () => {
    const [here, there] = [await serve(redis.url), await serve(redis.url)];
    const ann = await enter(here, "Ann", "attic");
    const bob = await enter(there, "Bob", "attic");
    await meet(ann, "Bob");
    await meet(bob, "Ann");
    await ann.until(() => ann.rooms.some(({ name, people }) => name === "attic" && people === 2));

    for (const text of "abcdef") await ann.say(text);
    await bob.until(() => bob.lines.length === 6);
    assert.equal(bob.lines.join(""), "abcdef");
    assert.deepEqual(ann.lines, [], "what she says does not come back to her");

    const shown = { id: "the picture of bob", alt: "a dot", type: "image/png" };
    assert.equal((await bob.ask("picture", shown, picture)).error, "");
    await ann.until(() => ann.pictures.length === 1);
    assert.deepEqual(ann.pictures, [["a dot", picture]]);

    bob.socket.emit("typing");
    assert.deepEqual(await once(ann.socket, "typing"), [{ name: "Bob" }]);

    // The same rules, wherever somebody is.
    const other = await enter(here, "BOB", "attic");
    assert.equal(other.reply.error, "The name BOB is taken in attic.");
    assert.equal((await ann.ask("rename", { name: "Bob" })).error, "The name Bob is taken in attic.");
    const again = await bob.ask("say", { id: "the line a of Ann", text: "another" });
    assert.equal(again.line.text, "a", "a line that was sent again is there already");
    assert.equal((await bob.ask("rename", { name: "Bert" })).error, "");
    await meet(ann, "Bert");
    const { what, name, was } = ann.changes.at(-1);
    assert.deepEqual([what, name, was], ["renamed", "Bert", "Bob"]);

    // One that comes later knows all of it.
    const late = await serve(redis.url);
    const cleo = await enter(late, "Cleo", "attic");
    await meet(cleo, "Ann");
    await meet(cleo, "Bert");
    const seen = () => [...cleo.reply.lines.map(({ text }) => text), ...cleo.lines,
        ...cleo.pictures.map(([text]) => text)];
    await cleo.until(() => seen().length === 7);
    assert.deepEqual(seen().sort(), ["a", "a dot", "b", "c", "d", "e", "f"]);
    assert.deepEqual((await cleo.ask("fetch", { id: shown.id })).bytes, picture);

    // Who is at one that ends has left, and so has who is at one that is killed.
    assert.equal(await late.stop(), 0);
    await ann.until(() => !ann.people.includes("Cleo"));
    await there.stop("SIGKILL");
    await ann.until(() => ann.people.length === 1);
    assert.deepEqual(ann.people, ["Ann"]);
    const bert = await enter(here, "Bert", "attic", "the secret of Bob, here");
    assert.equal(bert.reply.error, "");
    assert.equal(await here.stop(), 0);
});

test("without its Redis a server serves its own people, and says so in a sentence", async () => {
    const later = await Redis.start();
    after(() => later.end());
    await later.kill();
    const [here, there] = [await serve(later.url), await serve(later.url)];
    const [ann, bob, cleo] = [
        await enter(here, "Ann", "lobby"), await enter(here, "Bob", "lobby"),
        await enter(there, "Cleo", "lobby"),
    ];
    await ann.say("alone");
    await bob.until(() => bob.lines.length === 1);
    while (!/redis/i.test(here.errors)) await once(here.child.stderr, "data");
    const said = here.errors.split("\n").filter((each) => /redis/i.test(each));
    assert.match(said[0], /Redis is away, .*nothing answers .*check .*\(127\.0\.0\.1 port \d+/);

    await later.run();
    await meet(cleo, "Ann");
    await meet(ann, "Cleo");
    const history = () => [...cleo.reply.lines.map(({ text }) => text), ...cleo.lines];
    await cleo.until(() => history().includes("alone"));

    await later.kill();
    await ann.say("alone again");
    await bob.until(() => bob.lines.includes("alone again"));
    assert.equal(await here.stop(), 0);
    assert.equal(await there.stop(), 0);
});

test("an address that is none is one sentence", async () => {
    const refused = start("chat", "--port", "0", "--redis", "localhost:6379");
    assert.equal(await refused.ended, 1);
    assert.equal(refused.output, "");
    assert.match(refused.errors, /^chat: .*redis:\/\/.*\n$/);
});
