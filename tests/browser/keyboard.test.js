// SPDX-License-Identifier: MIT
// No mouse here: page.keyboard alone.
"use strict";

const assert = require("node:assert/strict");
const { test } = require("node:test");
const { line, useChat } = require("./harness.js");

const chat = useChat();

/** The focused element by its accessible name, and whether one sees where the focus is. */
const focus = (page) =>
    page.evaluate(() => {
        const element = document.activeElement;
        const ringed = element.type === "radio" ? element.nextElementSibling : element;
        const style = getComputedStyle(ringed);
        const label = element.labels?.[0]?.innerText;
        return {
            name: (element.ariaLabel ?? label ?? element.innerText).replace(/\s+/g, " ").trim(),
            isSeen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
        };
    });

/** Presses Tab (or another key) and expects to arrive at something with this name, visibly. */
async function goTo(page, name, key = "Tab") {
    await page.keyboard.press(key);
    const there = await focus(page);
    assert.equal(there.name, name);
    assert.ok(there.isSeen, `${name} shows that it has the keyboard`);
}

test("from the name to a line, to another room and back, by keyboard alone", async () => {
    const peer = await chat.openPeer("Bo", "keys");
    const page = await chat.openTab();
    await page.locator("#entry-rooms input[value=keys]").waitFor({ state: "attached" });

    await goTo(page, "Your name");
    await page.keyboard.type("Ann");
    await goTo(page, "lobby");
    await goTo(page, "music", "ArrowDown");
    await goTo(page, "garden", "ArrowDown");
    await goTo(page, "keys 1 person", "ArrowDown");
    await goTo(page, "Join");
    await page.keyboard.press("Enter");

    await page.locator("#talk").waitFor();
    assert.equal((await focus(page)).name, "Your line");
    const heard = new Promise((resolve) => peer.once("line", resolve));
    await page.keyboard.type("First row");
    await page.keyboard.press("Shift+Enter");
    await page.keyboard.type("second row");
    await page.keyboard.press("Enter");
    assert.equal((await heard).text, "First row\nsecond row");
    await line(page, "First row\nsecond row").waitFor();

    await goTo(page, "Send");
    await goTo(page, "Your line", "Shift+Tab");
    await goTo(page, "Send a picture", "Shift+Tab");
    await goTo(page, "Conversation in keys", "Shift+Tab");
    await goTo(page, "Change your name", "Shift+Tab");
    await goTo(page, "New room", "Shift+Tab");
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "New room" });
    await dialog.waitFor();
    assert.equal((await focus(page)).name, "Name of the room");
    await goTo(page, "Cancel");
    await goTo(page, "Open the room");
    await goTo(page, "Name of the room");
    await goTo(page, "Open the room", "Shift+Tab");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    assert.equal((await focus(page)).name, "New room");

    await goTo(page, "keys, 2 people", "Shift+Tab");
    await goTo(page, "garden, 0 people", "Shift+Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "garden" }).waitFor();
    assert.equal((await focus(page)).name, "Your line");
    await page.keyboard.type("In the garden");
    await page.keyboard.press("Enter");
    await line(page, "In the garden").waitFor();
});

test("the first stop in a room leads past the lists", async () => {
    const page = await chat.openTab({ query: "#skip" });
    await page.locator("#entry-rooms input").first().waitFor({ state: "attached" });
    await page.keyboard.press("Tab");
    await page.keyboard.type("Ann");
    await page.keyboard.press("Enter");
    await page.locator("#talk").waitFor();
    for (let n = 0; n < 12 && (await focus(page)).name !== "Skip to the message box"; n += 1) {
        await page.keyboard.press("Shift+Tab");
    }
    assert.equal((await focus(page)).name, "Skip to the message box");
    const box = await page.locator(".skip").boundingBox();
    assert.ok(box.y >= 0, "the link is in view while it has the keyboard");
    await page.keyboard.press("Enter");
    assert.equal((await focus(page)).name, "Your line");
});

test("the list of rooms keeps the keyboard while it changes", async () => {
    const page = await chat.enter("Ann", "middle");
    await page.getByRole("button", { name: /^middle/ }).focus();
    const peer = await chat.openPeer("Bo", "aaa");
    await page.getByRole("button", { name: /^aaa/ }).waitFor();
    peer.disconnect();
    await page.getByRole("button", { name: /^aaa/ }).waitFor({ state: "detached" });
    assert.match((await focus(page)).name, /^middle/);
});

test("a line that is too long stays in the box and says why", async () => {
    const page = await chat.enter("Ann", "long");
    await page.fill("#text", "x".repeat(1001));
    await page.keyboard.press("Enter");
    await page
        .getByRole("alert")
        .getByText("A line has at most 1000 characters: 1 too many.")
        .waitFor();
    assert.equal(await page.locator(".line").count(), 0);
    await page.keyboard.press("Backspace");
    await page.keyboard.press("Enter");
    await line(page, "x".repeat(1000)).waitFor();
    assert.equal(await page.inputValue("#text"), "");
});

test("whoever is too fast is told so and can send again", async () => {
    const page = await chat.enter("Ann", "fast");
    // Uses up the allowance of the page right before the line.
    await page.fill("#text", "Too soon");
    await page.evaluate(async () => {
        const { socket } = await import("./server.js");
        for (let n = 0; n < 100; n += 1) socket.emit("typing");
        document.getElementById("composer").requestSubmit();
    });
    await page.locator(".state", { hasText: "Not sent. Too fast, wait a moment." }).waitFor();
    await page.getByRole("button", { name: "Discard" }).waitFor();
    await page.getByRole("button", { name: "Try again" }).focus();
    // Each try may come too soon again; the allowance grows with time.
    while ((await line(page, "Too soon").count()) === 0) {
        const again = page.getByRole("button", { name: "Try again" });
        if (await again.count()) await again.press("Enter");
        await page.locator(".state .error").or(line(page, "Too soon")).first().waitFor();
    }
    await page.keyboard.type("The box has the keyboard");
    assert.equal(await page.inputValue("#text"), "The box has the keyboard");
});
