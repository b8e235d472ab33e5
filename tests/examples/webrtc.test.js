// SPDX-License-Identifier: MIT
// Two pages in Chromium that meet through examples/webrtc and then talk without it.
"use strict";

const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const { test } = require("node:test");
const { browse } = require("./browser.js");
const { connect, serve } = require("./program.js");

const screenshots = process.env.SCREENSHOTS;

/** A page of its own person that wants to enter a room. */
async function enter(browser, url, room, options = {}) {
    const context = await browser.newContext({ viewport: { width: 640, height: 720 }, ...options });
    context.setDefaultTimeout(30000);
    const page = await context.newPage();
    page.complaints = [];
    page.on("pageerror", (error) => page.complaints.push(String(error)));
    page.on("console", (line) => line.type() === "error" && page.complaints.push(line.text()));
    page.hears = (sentence) => page.getByRole("status").getByText(sentence).waitFor();
    page.reads = (line) => page.getByRole("log").getByText(line).waitFor();
    await page.goto(url);
    await knock(page, room);
    return page;
}

async function knock(page, room) {
    await page.getByLabel("Room").fill(room);
    await page.getByRole("button", { name: "Enter" }).click();
}

async function say(page, text) {
    await page.getByLabel("Your line").fill(text);
    await page.keyboard.press("Enter");
}

async function screenshot(page, name) {
    if (!screenshots) return;
    fs.mkdirSync(screenshots, { recursive: true });
    await page.screenshot({ path: path.join(screenshots, `${name}.png`) });
}

test("two pages meet, talk without the server, part and meet again", async () => {
    const webrtc = await serve("webrtc");
    const browser = await browse();
    const ann = await enter(browser, webrtc.url, "garden");
    await ann.hears("Waiting for somebody else in garden.");
    const bob = await enter(browser, webrtc.url, "garden", { colorScheme: "dark" });
    for (const page of [ann, bob]) {
        await page.hears("You are connected, from page to page.");
        await page.reads("They: Hello!");
    }
    await say(bob, "What a day");
    await ann.reads("They: What a day");
    await screenshot(ann, "webrtc-light");
    await screenshot(bob, "webrtc-dark");

    const eve = await enter(browser, webrtc.url, "garden");
    await eve.hears("There is no free seat in garden.");

    // He leaves and comes back; she stays, and they are introduced anew.
    await bob.reload();
    await ann.hears("They have left. Waiting for somebody else in garden.");
    assert.ok(await ann.getByRole("button", { name: "Send" }).isDisabled());
    await knock(bob, "garden");
    await bob.reads("They: Hello!");
    await ann.hears("You are connected, from page to page.");
    await say(ann, "Back again?");
    await bob.reads("They: Back again?");

    // The one who was there first leaves: her seat is free for the third.
    await ann.close();
    await bob.hears("They have left. Waiting for somebody else in garden.");
    await knock(eve, "garden");
    await eve.reads("They: Hello!");

    // The pages need no server any more.
    assert.equal(await webrtc.stop(), 0);
    await say(eve, "Still here");
    await bob.reads("They: Still here");
    for (const page of [ann, bob, eve])
        assert.deepEqual(page.complaints.filter((line) => !/WebSocket|net::ERR/.test(line)), []);
});

test("signals reach the one other socket of the room, as they were sent", async () => {
    const webrtc = await serve("webrtc");
    const [ann, bob, eve] = await Promise.all(
        Array.from({ length: 3 }, async () => {
            const socket = await connect(webrtc, webrtc.url, { forceNew: true });
            socket.heard = [];
            socket.onAny((...event) => socket.heard.push(event));
            socket.enter = (room) => socket.timeout(10000).emitWithAck("enter", room);
            return socket;
        }),
    );
    const signal = { description: { type: "offer", sdp: "v=0\r\n" }, extra: [1.5, null, "\u20ac"] };
    assert.equal(await ann.enter("here"), true);
    assert.equal(await bob.enter("here"), true);
    assert.equal(await eve.enter("here"), false, "the room is full");
    assert.equal(await bob.enter("there"), false, "one seat each");
    assert.equal(await eve.enter(""), false);
    assert.equal(await eve.enter("x".repeat(65)), false);
    eve.emit("signal", { from: "outside" });
    assert.equal(await eve.enter(`${ann.id}`), true, "a room, but not hers");
    eve.emit("signal", { from: "another room" });
    assert.equal(await eve.enter("again"), false); // so both have been handled
    bob.emit("signal", signal);
    assert.equal(await bob.enter("again"), false);
    assert.equal(await ann.enter("again"), false); // and what was sent to her has come
    assert.deepEqual(ann.heard, [["peer"], ["signal", signal]]);
    assert.deepEqual(bob.heard, []);
    assert.equal(await webrtc.stop(), 0);
});
