// SPDX-License-Identifier: MIT
"use strict";

const assert = require("node:assert/strict");
const { test } = require("node:test");
const { assertFits, line, say, screenshot, useChat } = require("./harness.js");

const chat = useChat();
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

const focused = (page) =>
    page.evaluate(() => document.activeElement.ariaLabel ?? document.activeElement.id);

test("a phone shows the room, and the lists as drawers", async () => {
    const ann = await chat.enter("Ann", "phone", phone);
    const bo = await chat.openPeer("Bo", "phone");
    await bo.ask("say", { id: "phone-line-number-1", text: "Hello there" });
    await line(ann, "Hello there").waitFor();
    await assertFits(ann);
    assert.equal(await ann.locator("#rooms").isVisible(), false);
    assert.equal(await ann.locator("#people").isVisible(), false);
    await screenshot(ann, "phone-room");

    const rooms = ann.getByRole("button", { name: "Rooms", exact: true });
    await rooms.tap();
    await ann.getByRole("navigation", { name: "Rooms" }).waitFor();
    assert.equal(await focused(ann), "Close the list of rooms");
    assert.equal(await ann.locator("[data-open=rooms]").getAttribute("aria-expanded"), "true");
    assert.equal(await ann.locator("#talk").evaluate((talk) => talk.inert), true);
    await screenshot(ann, "phone-rooms");
    await ann.keyboard.press("Escape");
    await ann.locator("#rooms").waitFor({ state: "hidden" });
    assert.equal(await focused(ann), "Rooms");
    assert.equal(await rooms.getAttribute("aria-expanded"), "false");

    await ann.getByRole("button", { name: "People", exact: true }).tap();
    await ann.getByRole("complementary", { name: "People" }).getByText("Bo").waitFor();
    await screenshot(ann, "phone-people");
    await ann.touchscreen.tap(20, 400); // beside the drawer
    await ann.locator("#people").waitFor({ state: "hidden" });
    assert.equal(await focused(ann), "People");

    await rooms.tap();
    await ann.getByRole("button", { name: /^music/ }).tap();
    await ann.getByRole("heading", { name: "music" }).waitFor();
    await ann.locator("#rooms").waitFor({ state: "hidden" });
});

test("Tab stays inside an open drawer", async () => {
    const ann = await chat.enter("Ann", "drawer", phone);
    await ann.getByRole("button", { name: "Rooms", exact: true }).tap();
    await ann.getByRole("navigation", { name: "Rooms" }).waitFor();
    const stops = await ann.locator("#rooms button:visible").count();
    for (let n = 0; n < stops + 2; n += 1) {
        await ann.keyboard.press("Tab");
        const isInside = await ann.evaluate(
            () => document.activeElement.closest("#rooms") !== null,
        );
        assert.ok(isInside, `after ${n + 1} tabs`);
    }
});

for (const [what, viewport] of [
    ["200 % zoom of a laptop", { width: 640, height: 400 }],
    ["400 % zoom of a laptop", { width: 320, height: 256 }],
    ["a phone on its side", { width: 844, height: 390 }],
]) {
    test(`nothing is lost at ${what}`, async () => {
        const entry = await chat.openTab({ viewport });
        await entry.locator("#entry-rooms input").first().waitFor({ state: "attached" });
        await assertFits(entry);
        const join = entry.getByRole("button", { name: "Join" });
        await join.scrollIntoViewIfNeeded();
        assert.ok(await join.isVisible());

        const ann = await chat.enter("Ann", "zoom", { viewport });
        await say(ann, "wide".repeat(60));
        await line(ann, "wide".repeat(60)).waitFor();
        await assertFits(ann);
        for (const name of ["Rooms", "People", "Send a picture", "Send"]) {
            const button = ann.getByRole("button", { name, exact: true });
            const box = await button.boundingBox();
            const isInside = box.x >= 0 && box.y >= 0 && box.x + box.width <= viewport.width;
            assert.ok(isInside && box.y + box.height <= viewport.height, `${name} is in view`);
        }
        const log = await ann.locator("#log").boundingBox();
        assert.ok(log.height >= 60, `${log.height} pixels of conversation`);
        await ann.context().close();
    });
}
