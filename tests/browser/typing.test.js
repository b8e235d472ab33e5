// SPDX-License-Identifier: MIT
"use strict";

const assert = require("node:assert/strict");
const { test } = require("node:test");
const { line, say, useChat } = require("./harness.js");

const chat = useChat();

test("typing is shown to the others and gone with the line", async () => {
    const ann = await chat.enter("Ann", "typing");
    const bo = await chat.enter("Bo", "typing");
    await bo.locator("#text").pressSequentially("Well");
    await ann.getByText("Bo is typing", { exact: true }).waitFor();
    assert.equal(await bo.textContent("#typing"), "");
    await bo.keyboard.press("Enter");
    await line(ann, "Well").waitFor();
    assert.equal(await ann.textContent("#typing"), "");
});

test("typing is forgotten when nothing follows", async () => {
    const ann = await chat.enter("Ann", "forgotten");
    const bo = await chat.openPeer("Bo", "forgotten");
    bo.emit("typing");
    await ann.getByText("Bo is typing", { exact: true }).waitFor();
    await ann.getByText("Bo is typing", { exact: true }).waitFor({ state: "detached" });
});

test("typing is gone with the person", async () => {
    const ann = await chat.enter("Ann", "gone");
    const bo = await chat.openPeer("Bo", "gone");
    const cy = await chat.openPeer("Cy", "gone");
    bo.emit("typing");
    await ann.getByText("Bo is typing", { exact: true }).waitFor();
    cy.emit("typing");
    await ann.getByText("Bo and Cy are typing", { exact: true }).waitFor();
    bo.disconnect();
    await ann.locator(".note", { hasText: "Bo left" }).waitFor();
    await ann.getByText("Cy is typing", { exact: true }).waitFor();
});

test("whoever types for long says so now and then, not with each key", async () => {
    const bo = await chat.enter("Bo", "often");
    const ann = await chat.openPeer("Ann", "often");
    let told = 0;
    ann.on("typing", () => (told += 1));
    await bo.locator("#text").pressSequentially("a long line with many keys");
    const heard = new Promise((resolve) => ann.once("line", resolve));
    await bo.keyboard.press("Enter");
    assert.equal((await heard).text, "a long line with many keys");
    assert.ok(told >= 1 && told < 26, `told ${told} times`);
    await say(bo, "done");
});
