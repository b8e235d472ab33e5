// SPDX-License-Identifier: MIT
"use strict";

const assert = require("node:assert/strict");
const { test } = require("node:test");
const { allLines, line, newId, say, useChat } = require("./harness.js");

const chat = useChat();

test("who joins sees the last 50 lines, once and in order", async () => {
    // Two of them, as nobody may say 55 lines at once.
    const peers = [await chat.openPeer("Ann", "history"), await chat.openPeer("Bo", "history")];
    for (let n = 1; n <= 55; n += 1) {
        const { error } = await peers[n % 2].ask("say", { id: newId(), text: `line ${n}` });
        assert.equal(error, "");
    }
    const cy = await chat.enter("Cy", "history");
    await line(cy, "line 55").waitFor();
    const last50 = Array.from({ length: 50 }, (_, n) => `line ${n + 6}`);
    assert.deepEqual(await allLines(cy), last50);
    const isAtEnd = await cy
        .locator("#log")
        .evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight < 2);
    assert.ok(isAtEnd, "the newest line is in view");

    await say(cy, "line 56");
    await line(cy, "line 56").waitFor();
    assert.deepEqual(await allLines(cy), [...last50, "line 56"]);
});

test("a room shows its own history when one comes back to it", async () => {
    const ann = await chat.enter("Ann", "garden");
    await say(ann, "In the garden");
    await line(ann, "In the garden").waitFor();
    await ann.getByRole("button", { name: /^music/ }).click();
    await ann.getByRole("heading", { name: "music" }).waitFor();
    assert.deepEqual(await allLines(ann), []);
    await ann.getByRole("button", { name: /^garden/ }).click();
    await line(ann, "In the garden").waitFor();
    assert.deepEqual(await allLines(ann), ["In the garden"]);
    assert.equal(await ann.locator(".line.mine").count(), 1);
});
