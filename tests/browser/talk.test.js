// SPDX-License-Identifier: MIT
"use strict";

const assert = require("node:assert/strict");
const { test } = require("node:test");
const { allLines, line, say, useChat } = require("./harness.js");

const chat = useChat();

/** What a tab really uses: the transports of its requests and its WebSockets. */
function watchTransports(seen) {
    return (page) => {
        page.on("websocket", () => seen.add("websocket"));
        page.on("request", (request) => {
            if (request.url().includes("transport=polling")) seen.add("polling");
        });
    };
}

async function twoTabsTalk(room, query, expected) {
    const seen = new Set();
    const options = { query, prepare: watchTransports(seen) };
    const ann = await chat.enter("Ann", room, options);
    const bo = await chat.enter("Bo", room, options);
    await ann.locator(".note", { hasText: "Bo joined" }).waitFor();

    await say(ann, "Good morning");
    await line(bo, "Good morning").waitFor();
    await say(bo, "Same to you");
    await line(ann, "Same to you").waitFor();
    await say(ann, "One row\nand another");
    await line(bo, "One row\nand another").waitFor();
    await line(ann, "One row\nand another").waitFor();

    const said = ["Good morning", "Same to you", "One row\nand another"];
    assert.deepEqual(await allLines(ann), said);
    assert.deepEqual(await allLines(bo), said);
    assert.equal(await ann.locator(".line.mine").count(), 2);
    assert.equal(await bo.locator(".line.mine").count(), 1);
    assert.deepEqual([...seen].sort(), expected);
}

test("two tabs talk, with the upgrade from polling to WebSocket", () =>
    twoTabsTalk("upgrade", "", ["polling", "websocket"]));

test("two tabs talk over WebSocket only", () =>
    twoTabsTalk("sockets", "?transports=websocket", ["websocket"]));

test("two tabs talk over polling only", () =>
    twoTabsTalk("polls", "?transports=polling", ["polling"]));

test("who is here is shown, with a line when somebody comes or goes", async () => {
    const ann = await chat.enter("Ann", "people");
    const bo = await chat.enter("Bo", "people");
    await ann.locator(".note", { hasText: "Bo joined" }).waitFor();
    assert.deepEqual(await ann.locator("#people-list bdi").allTextContents(), ["Ann", "Bo"]);
    assert.equal(await ann.textContent("#room-about"), "2 people");

    await bo.context().close();
    await ann.locator(".note", { hasText: "Bo left" }).waitFor();
    assert.deepEqual(await ann.locator("#people-list bdi").allTextContents(), ["Ann"]);
    assert.equal(await ann.textContent("#room-about"), "1 person");
});

test("rooms are apart, and anybody can open one", async () => {
    const ann = await chat.enter("Ann", "lobby");
    const bo = await chat.enter("Bo", "lobby");
    await ann.getByRole("button", { name: "New room" }).click();
    await ann.fill("#room-input", "Tea  House");
    await ann.keyboard.press("Enter");
    await ann.getByRole("heading", { name: "tea-house" }).waitFor();
    await bo.locator(".note", { hasText: "Ann left" }).waitFor();

    await say(ann, "Only for the tea house");
    await line(ann, "Only for the tea house").waitFor();
    await say(bo, "Only for the lobby");
    await line(bo, "Only for the lobby").waitFor();
    assert.deepEqual(await allLines(ann), ["Only for the tea house"]);
    assert.deepEqual(await allLines(bo), ["Only for the lobby"]);

    await bo.getByRole("button", { name: /^tea-house/ }).click();
    await line(bo, "Only for the tea house").waitFor();
    await ann.locator(".note", { hasText: "Bo joined" }).waitFor();
    assert.deepEqual(await allLines(bo), ["Only for the tea house"]);
});

test("new lines are counted while one reads further up", async () => {
    const ann = await chat.enter("Ann", "reader");
    const bo = await chat.openPeer("Bo", "reader");
    for (let n = 1; n <= 30; n += 1) {
        await bo.ask("say", { id: `reader-line-number-${n}`, text: `line ${n}` });
    }
    await line(ann, "line 30").waitFor();
    await ann.locator("#log").evaluate((log) => log.scrollTo(0, 0));
    await ann.waitForFunction(() => document.getElementById("log").scrollTop === 0);
    await bo.ask("say", { id: "reader-line-number-31", text: "line 31" });
    await ann.getByRole("button", { name: "1 new line" }).click();
    await ann.locator("#jump").waitFor({ state: "hidden" });
    assert.equal(await ann.title(), "reader - chat");
});
