// SPDX-License-Identifier: MIT
"use strict";

const assert = require("node:assert/strict");
const { createHash } = require("node:crypto");
const { test } = require("node:test");
const { landscape, noise } = require("./images.js");
const { newId, useChat } = require("./harness.js");

const chat = useChat();
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

/** Remembers the blobs behind blob: addresses, which the page's own policy forbids to fetch. */
const rememberBlobs = (page) =>
    page.addInitScript(() => {
        window.blobs = new Map();
        const create = URL.createObjectURL.bind(URL);
        URL.createObjectURL = (blob) => {
            const address = create(blob);
            window.blobs.set(address, blob);
            return address;
        };
    });

const enter = (name, room, query = "") => chat.enter(name, room, { query, prepare: rememberBlobs });

/** Chooses a file in the page's own dialog and sends it. */
async function sendPicture(page, buffer, alt = "", file = {}) {
    await page.setInputFiles("#file", { name: "x.png", mimeType: "image/png", buffer, ...file });
    const dialog = page.getByRole("dialog", { name: "Send a picture" });
    await dialog.getByLabel("What does it show?").fill(alt);
    await dialog.getByRole("button", { name: "Send" }).click();
    await dialog.waitFor({ state: "hidden" });
}

/** Waits for the picture to be drawn and returns what it is. */
async function shownPicture(page, alt) {
    const image = page.locator(".line:not(.pending)").getByAltText(alt, { exact: true });
    await image.waitFor();
    return image.evaluate(async (element) => {
        await element.decode();
        const bytes = await window.blobs.get(element.src).arrayBuffer();
        const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
        const hash = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
        return {
            hash,
            size: bytes.byteLength,
            sides: [element.naturalWidth, element.naturalHeight],
        };
    });
}

for (const query of ["?transports=websocket", "?transports=polling"]) {
    test(`a picture arrives byte for byte, for latecomers too: ${query}`, async () => {
        const room = `picture-${query.slice(12)}`;
        const file = noise(400, 300);
        const expected = { hash: sha256(file), size: file.length, sides: [400, 300] };
        const ann = await enter("Ann", room, query);
        const bo = await enter("Bo", room, query);
        await sendPicture(ann, file, "Only noise");
        assert.deepEqual(await shownPicture(bo, "Only noise"), expected);
        assert.deepEqual(await shownPicture(ann, "Only noise"), expected);

        const cy = await enter("Cy", room, query);
        assert.deepEqual(await shownPicture(cy, "Only noise"), expected);
    });
}

test("a picture without a description is named after its sender", async () => {
    const ann = await enter("Ann", "nameless");
    const bo = await enter("Bo", "nameless");
    await sendPicture(ann, landscape(64, 48));
    await shownPicture(bo, "picture from Ann");
});

test("a large picture is made smaller before it is sent", async () => {
    const ann = await enter("Ann", "large");
    const bo = await enter("Bo", "large");
    const file = noise(2000, 1000);
    assert.ok(file.length > 5000000);
    await sendPicture(ann, file, "Too much noise");
    const there = await shownPicture(bo, "Too much noise");
    assert.ok(there.size <= 700000, `${there.size} bytes`);
    assert.ok(there.sides[0] <= 1600 && there.sides[0] === 2 * there.sides[1], `${there.sides}`);
    assert.deepEqual(await shownPicture(ann, "Too much noise"), there);
});

test("a picture opens large and the focus comes back", async () => {
    const ann = await enter("Ann", "look");
    await sendPicture(ann, landscape(800, 600), "Hills");
    await shownPicture(ann, "Hills");
    await ann.getByRole("button", { name: "Hills" }).focus();
    await ann.keyboard.press("Enter");
    const dialog = ann.getByRole("dialog", { name: "Picture" });
    await dialog.getByText("Hills (Ann)").waitFor();
    await ann.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    const focused = await ann.evaluate(() => document.activeElement.className);
    assert.equal(focused, "picture");
});

test("what is no picture is refused, whatever it calls itself", async () => {
    const ann = await enter("Ann", "fake");
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>');
    for (const [name, buffer] of [
        ["x.svg", svg],
        ["x.png", Buffer.from("plain text")],
    ]) {
        await ann.setInputFiles("#file", { name, mimeType: "image/png", buffer });
        await ann.getByText("Only PNG, JPEG, GIF and WebP pictures can be sent.").waitFor();
        await ann.fill("#text", "x"); // the next key takes the complaint away
        await ann.locator("#trouble").waitFor({ state: "hidden" });
    }
    const broken = landscape(64, 48).subarray(0, 40);
    await ann.setInputFiles("#file", { name: "x.png", mimeType: "image/png", buffer: broken });
    await ann.getByText("This picture cannot be opened.").waitFor();
    assert.equal(await ann.locator("dialog[open]").count(), 0);
});

test("a page shows no picture that is not what it is called", async () => {
    // A server that lies: what it calls a PNG is another kind of picture.
    const gif = Buffer.from("R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAUwAOw==", "base64");
    const lie = (page) =>
        page.routeWebSocket(/socket\.io/, (socket) => {
            const server = socket.connectToServer();
            server.onMessage((frame) => socket.send(typeof frame === "string" ? frame : gif));
        });
    const ann = await chat.enter("Ann", "lie", { query: "?transports=websocket", prepare: lie });
    const bo = await chat.openPeer("Bo", "lie");
    const told = { id: newId(), alt: "Hills", type: "image/png" };
    const { error } = await bo.ask("picture", told, landscape(64, 48));
    assert.equal(error, "");
    await ann.getByText("Hills (it cannot be shown)").waitFor();
    assert.equal(await ann.locator("#log img").count(), 0);
});

test("a picture can be pasted", async () => {
    const ann = await enter("Ann", "paste");
    const file = landscape(64, 48);
    await ann.locator("#text").evaluate((text, base64) => {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        const clipboardData = new DataTransfer();
        clipboardData.items.add(new File([bytes], "x.png", { type: "image/png" }));
        text.dispatchEvent(new ClipboardEvent("paste", { clipboardData, cancelable: true }));
    }, file.toString("base64"));
    await ann.getByRole("dialog", { name: "Send a picture" }).waitFor();
    await ann.keyboard.press("Enter");
    assert.equal((await shownPicture(ann, "picture from Ann")).hash, sha256(file));
});
