// SPDX-License-Identifier: MIT
// The page as people see it; the screenshots are there to be looked at.
"use strict";

const { test } = require("node:test");
const { landscape } = require("./images.js");
const { assertFits, line, lostServer, newId, say, screenshot, useChat } = require("./harness.js");

const chat = useChat();
const hills = landscape(960, 640);

/** A conversation that shows everything a room can show. */
async function converse(room, options) {
    const bo = await chat.openPeer("Bo Larsson", room);
    const cy = await chat.openPeer("Cyrine", room);
    const told = (text) => ({ id: newId(), text });
    await bo.ask("say", told("Good morning! I was up on the ridge before the sun was."));
    await bo.ask(
        "picture",
        { id: newId(), alt: "Sunrise over the hills", type: "image/png" },
        hills,
    );
    await cy.ask("say", told("Beautiful. Which way did you walk?"));
    const ann = await chat.enter("Ann", room, { ...options, expect: lostServer });
    await ann.getByAltText("Sunrise over the hills").waitFor();
    await ann.getByAltText("Sunrise over the hills").evaluate((image) => image.decode());
    await say(ann, "Past the old mill I guess,\nand then along the stream?");
    await line(ann, "Past the old mill I guess,\nand then along the stream?").waitFor();
    await say(ann, "There is a map at https://example.org/ridge");
    await ann.locator(".line:not(.pending) a").waitFor();
    await bo.ask("say", told("Exactly that one."));
    await bo.ask("say", told("It takes an hour and a half, and there is coffee at the top."));
    await chat.openPeer("Dmitri", room);
    await ann.locator(".note", { hasText: "Dmitri joined" }).waitFor();
    cy.emit("typing");
    await ann.locator("#typing", { hasText: "Cyrine is typing" }).waitFor();
    return ann;
}

async function look(page, name) {
    await assertFits(page);
    await screenshot(page, name);
}

for (const colorScheme of ["light", "dark"]) {
    test(`on a desk: ${colorScheme}`, async () => {
        const entry = await chat.openTab({ colorScheme, expect: lostServer });
        await entry.locator("#entry-rooms input").first().waitFor({ state: "attached" });
        await entry.fill("#entry-name", "Ann");
        await look(entry, `${colorScheme}-entry`);
        await entry.getByText("New room ...").click();
        await entry.getByLabel("Name of the new room").waitFor();
        await look(entry, `${colorScheme}-entry-new`);

        const ann = await converse(`ridge-${colorScheme}`, { colorScheme });
        await look(ann, `${colorScheme}-room`);

        await ann.getByRole("button", { name: "Change your name" }).click();
        await ann.getByLabel("New name").fill("Cyrine");
        await ann.keyboard.press("Enter");
        await ann.getByText("The name Cyrine is taken").waitFor();
        await look(ann, `${colorScheme}-name`);
        await ann.keyboard.press("Escape");

        await ann.getByRole("button", { name: "New room" }).click();
        await look(ann, `${colorScheme}-new-room`);
        await ann.keyboard.press("Escape");

        const file = { name: "x.png", mimeType: "image/png", buffer: hills };
        await ann.setInputFiles("#file", file);
        await ann.getByLabel("What does it show?").fill("The same hills");
        await look(ann, `${colorScheme}-picture`);
        await ann.keyboard.press("Escape");

        await ann.getByRole("button", { name: "Sunrise over the hills" }).click();
        await ann.getByRole("dialog", { name: "Picture" }).waitFor();
        await look(ann, `${colorScheme}-look`);
        await ann.keyboard.press("Escape");

        await chat.server.stop("SIGKILL");
        await ann.locator("#status", { hasText: "Reconnecting ..." }).waitFor();
        await say(ann, "Did you hear that?");
        await ann.locator(".state", { hasText: "Waiting to be sent" }).waitFor();
        await look(ann, `${colorScheme}-reconnecting`);
        await chat.server.start();
        await line(ann, "Did you hear that?").waitFor();
        await ann.locator("#status", { hasText: "Back" }).waitFor();
        await look(ann, `${colorScheme}-back`);
    });

    test(`on a phone: ${colorScheme}`, async () => {
        const viewport = { width: 390, height: 844 };
        const touch = { hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
        const phone = { viewport, ...touch, colorScheme, expect: lostServer };
        const entry = await chat.openTab(phone);
        await entry.locator("#entry-rooms input").first().waitFor({ state: "attached" });
        await look(entry, `phone-${colorScheme}-entry`);

        const ann = await converse(`pocket-${colorScheme}`, phone);
        await look(ann, `phone-${colorScheme}-room`);
        await ann.getByRole("button", { name: "Rooms", exact: true }).tap();
        await ann.getByRole("navigation", { name: "Rooms" }).waitFor();
        await look(ann, `phone-${colorScheme}-rooms`);
        await ann.keyboard.press("Escape");
        await ann.getByRole("button", { name: "People", exact: true }).tap();
        await ann.getByRole("complementary", { name: "People" }).waitFor();
        await look(ann, `phone-${colorScheme}-people`);
        await ann.keyboard.press("Escape");
        const file = { name: "x.png", mimeType: "image/png", buffer: hills };
        await ann.setInputFiles("#file", file);
        await ann.getByRole("dialog", { name: "Send a picture" }).waitFor();
        await look(ann, `phone-${colorScheme}-picture`);
        await ann.keyboard.press("Escape");
        await chat.server.stop("SIGKILL");
        await ann.locator("#status", { hasText: "Reconnecting ..." }).waitFor();
        await look(ann, `phone-${colorScheme}-reconnecting`);
        await chat.server.start();
        await ann.locator("#status", { hasText: "Back" }).waitFor();
    });
}
