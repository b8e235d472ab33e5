// SPDX-License-Identifier: MIT
"use strict";

const assert = require("node:assert/strict");
const { test } = require("node:test");
const { line, say, useChat } = require("./harness.js");

const chat = useChat();

test("a name that is taken is refused, in any case of its letters", async () => {
    await chat.enter("Ann", "taken");
    const other = await chat.openTab({ query: "#taken" });
    await other.locator("#entry-rooms input").first().waitFor({ state: "attached" });
    await other.fill("#entry-name", "aNN");
    await other.getByRole("button", { name: "Join" }).click();
    await other.getByText("The name aNN is taken in taken.").waitFor();
    assert.equal(await other.locator("#entry-name").getAttribute("aria-invalid"), "true");
    assert.ok(await other.locator("#entry-name").evaluate((e) => e === document.activeElement));

    await other.fill("#entry-name", "Anna");
    await other.keyboard.press("Enter");
    await other.locator("#talk").waitFor();
});

test("an empty name is refused and a long one cannot be typed", async () => {
    const tab = await chat.openTab();
    await tab.locator("#entry-rooms input").first().waitFor({ state: "attached" });
    await tab.fill("#entry-name", "   ");
    await tab.getByRole("button", { name: "Join" }).click();
    await tab.getByText("A name has 1 to 24 characters.").waitFor();
    await tab.fill("#entry-name", "");
    await tab.locator("#entry-name").pressSequentially("x".repeat(30));
    assert.equal(await tab.inputValue("#entry-name"), "x".repeat(24));
});

test("a name can be changed, but not to one that is taken", async () => {
    const ann = await chat.enter("Ann", "change");
    const bo = await chat.enter("Bo", "change");
    await ann.getByRole("button", { name: "Change your name" }).click();
    const dialog = ann.getByRole("dialog", { name: "Your name" });
    await dialog.getByLabel("New name").fill("Bo");
    await ann.keyboard.press("Enter");
    await dialog.getByText("The name Bo is taken in change.").waitFor();
    await dialog.getByLabel("New name").fill("Annika");
    await ann.keyboard.press("Enter");
    await dialog.waitFor({ state: "hidden" });
    await bo.locator(".note", { hasText: "Ann is now Annika" }).waitFor();
    assert.deepEqual(await bo.locator("#people-list bdi").allTextContents(), ["Annika", "Bo"]);
    assert.equal(await ann.textContent("#my-name"), "Annika");

    await say(ann, "It is still me");
    await line(bo, "It is still me").waitFor();
    assert.equal(await bo.locator(".line .who bdi").last().textContent(), "Annika");
});

test("a name is free again when its owner has gone", async () => {
    const bo = await chat.enter("Bo", "free");
    const first = await chat.enter("Ann", "free");
    await first.context().close();
    await bo.locator(".note", { hasText: "Ann left" }).waitFor();
    await chat.enter("Ann", "free");
    await bo.locator(".note", { hasText: "Ann joined" }).nth(1).waitFor();
    assert.deepEqual(await bo.locator("#people-list bdi").allTextContents(), ["Ann", "Bo"]);
});

test("a reload comes back to the room without asking", async () => {
    const ann = await chat.enter("Ann", "reload");
    await say(ann, "Before the reload");
    await line(ann, "Before the reload").waitFor();
    const bo = await chat.enter("Bo", "reload");
    await ann.reload();
    await line(ann, "Before the reload").waitFor();
    assert.equal(await ann.locator(".line.mine").count(), 1);
    assert.deepEqual(await ann.locator("#people-list bdi").allTextContents(), ["Ann", "Bo"]);
    await say(bo, "Welcome back");
    await line(ann, "Welcome back").waitFor();
});

test("two devices of one person are one person", async () => {
    const bo = await chat.enter("Bo", "devices");
    const first = await chat.enter("Ann", "devices");
    await bo.locator(".note", { hasText: "Ann joined" }).waitFor();

    // A duplicated tab starts with a copy of the session storage.
    const memory = await first.evaluate(() => sessionStorage.getItem("chat"));
    const second = await chat.openTab({
        prepare: (page) =>
            page.addInitScript((text) => sessionStorage.setItem("chat", text), memory),
    });
    await second.locator("#talk").waitFor();
    assert.deepEqual(await second.locator("#people-list bdi").allTextContents(), ["Ann", "Bo"]);

    await say(second, "From the second device");
    await line(first, "From the second device").waitFor();
    assert.equal(await first.locator(".line.mine").count(), 1);
    await first.context().close();
    await say(second, "The first one is closed");
    await line(bo, "The first one is closed").waitFor();
    assert.deepEqual(await bo.locator(".note").allTextContents(), ["Ann joined"]);
    assert.deepEqual(await bo.locator("#people-list bdi").allTextContents(), ["Ann", "Bo"]);
});
