// SPDX-License-Identifier: MIT
"use strict";

const assert = require("node:assert/strict");
const { once } = require("node:events");
const { test } = require("node:test");
const { connect, serve } = require("./program.js");

test("an event reaches exactly the rooms that it is for", async () => {
    const rooms = await serve("rooms");
    /** A client that keeps what it hears, and follows these topics. */
    const reader = async (...topics) => {
        const socket = await connect(rooms, rooms.url, { forceNew: true });
        socket.heard = [];
        socket.onAny((...event) => socket.heard.push(event));
        socket.ask = (...event) => socket.timeout(10000).emitWithAck(...event);
        for (const topic of topics) assert.equal(await socket.ask("follow", topic), true);
        return socket;
    };
    const ann = await reader("music");
    const came = once(ann, "reader");
    const bob = await reader("music", "art");
    assert.deepEqual(await came, ["music", bob.id, "came"]);
    const cleo = await reader("sport", "music");
    const dan = await reader();
    const all = [ann, bob, cleo, dan];
    /** Everybody has heard what was answered before: an answer comes behind it. */
    const settle = () => Promise.all(all.map((socket) => socket.ask("unfollow", "weather")));
    /** What comes after a whisper was sent after it: nothing else is on its way then. */
    const whisper = async (from) => {
        await settle();
        const others = all.filter((socket) => socket !== from);
        const heard = others.map((socket) => once(socket, "whisper"));
        for (const { id } of all) from.emit("whisper", id, "psst");
        await Promise.all(heard);
    };

    assert.equal(await dan.ask("follow", "weather"), false);
    assert.equal(await dan.ask("follow", ann.id), false); // her room is hers

    await whisper(dan);
    for (const socket of all) socket.heard = [];
    await dan.ask("unfollow", ann.id); // nothing comes to her
    await dan.ask("publish", "music", "a song");
    await dan.ask("publish", "weather", "rain");
    await dan.ask("headline", "hurrah");
    await settle();
    await ann.ask("unfollow", "music");
    await settle();
    await dan.ask("publish", "music", "another song");
    await whisper(bob);
    const psst = ["whisper", bob.id, "psst"];
    assert.deepEqual(ann.heard, [["news", "music", "a song"], ["news", "headline", "hurrah"], psst]);
    assert.deepEqual(cleo.heard, [
        ["news", "music", "a song"], // but no headline: it follows sport
        ["reader", "music", ann.id, "left"],
        ["news", "music", "another song"],
        psst,
    ]);
    assert.deepEqual(dan.heard, [psst]);
    await bob.ask("publish", "art", "the end");
    assert.deepEqual(bob.heard, [
        ["news", "music", "a song"],
        ["news", "headline", "hurrah"], // once, though it follows two of the topics
        ["reader", "music", ann.id, "left"],
        ["news", "music", "another song"],
        ["news", "art", "the end"], // and no whisper: an event never goes back to its sender
    ]);

    await ann.ask("follow", "art");
    const { id } = bob;
    const left = once(ann, "reader");
    bob.disconnect();
    assert.deepEqual(await left, ["art", id, "left"]);
    assert.equal(await rooms.stop(), 0);
});
