// SPDX-License-Identifier: MIT
"use strict";

const assert = require("node:assert/strict");
const { test } = require("node:test");
const { line, useChat } = require("./harness.js");

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
    let told = 0;
    const prepare = (page) =>
        page.on("websocket", (socket) =>
            socket.on("framesent", ({ payload }) => (told += payload === '42["typing"]')),
        );
    const bo = await chat.enter("Bo", "often", { query: "?transports=websocket", prepare });
    const start = Date.now();
    await bo.locator("#text").pressSequentially("a long line with many keys");
    await bo.keyboard.press("Enter");
    await line(bo, "a long line with many keys").waitFor();
    const most = 1 + Math.floor((Date.now() - start) / 2000);
    assert.ok(told >= 1 && told <= most, `told ${told} times, at most ${most}`);
});
