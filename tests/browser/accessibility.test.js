// SPDX-License-Identifier: MIT
"use strict";

const assert = require("node:assert/strict");
const { test } = require("node:test");
const { landscape } = require("./images.js");
const { line, lostServer, newId, say, useChat } = require("./harness.js");

const chat = useChat();

const controls = ["button", "textbox", "link", "radio", "checkbox", "combobox", "dialog", "image"];

/** The accessibility tree as {role, name, ...properties}, as a screen reader gets it. */
async function accessibilityTree(page) {
    const session = await page.context().newCDPSession(page);
    const { nodes } = await session.send("Accessibility.getFullAXTree");
    await session.detach();
    return nodes
        .filter(({ ignored }) => !ignored)
        .map(({ role, name, properties = [] }) => ({
            role: role?.value,
            name: name?.value ?? "",
            ...Object.fromEntries(
                properties.map((property) => [property.name, property.value.value]),
            ),
        }));
}

async function find(page, role, name) {
    const tree = await accessibilityTree(page);
    const found = tree.filter((node) => node.role === role && (!name || node.name === name));
    assert.equal(found.length, 1, `one ${role} ${name ?? ""} in ${JSON.stringify(tree)}`);
    return found[0];
}

async function assertAllNamed(page, atLeast) {
    const tree = await accessibilityTree(page);
    const found = tree.filter(({ role }) => controls.includes(role));
    assert.ok(found.length >= atLeast, `${found.length} controls`);
    assert.deepEqual(
        found.filter(({ name }) => !name.trim()),
        [],
    );
}

test("the first page has a name for everything", async () => {
    const page = await chat.openTab();
    await page.locator("#entry-rooms input").first().waitFor({ state: "attached" });
    await assertAllNamed(page, 6);
    await find(page, "main");
    await find(page, "heading", "Come in");
    await find(page, "group", "Room");
    await find(page, "status");
    assert.equal((await find(page, "radio", "lobby")).checked, "true");
    await page.fill("#entry-name", " ");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("A name has 1 to 24 characters.").waitFor();
    assert.equal((await find(page, "textbox", "Your name")).invalid, "true");
});

test("the room has landmarks, names and live regions", async () => {
    const page = await chat.enter("Ann", "landmarks");
    const bo = await chat.openPeer("Bo", "landmarks");
    await bo.ask("picture", { id: newId(), alt: "Hills", type: "image/png" }, landscape(32, 24));
    await page.getByAltText("Hills").waitFor();
    await assertAllNamed(page, 9);
    await find(page, "navigation", "Rooms");
    await find(page, "main", "landmarks");
    await find(page, "complementary", "People");
    await find(page, "heading", "landmarks");
    const log = await find(page, "log", "Conversation in landmarks");
    assert.equal(log.live, "polite");
    assert.equal(log.focusable, true);
    assert.equal((await find(page, "status")).live, "polite");
    await find(page, "textbox", "Your line");
    await find(page, "button", "Hills");
    const rooms = await page.locator("#room-list [aria-current=true]").allTextContents();
    assert.deepEqual(rooms, ["landmarks2"]);
});

for (const [open, name, close] of [
    ["New room", "New room", "Cancel"],
    ["Change your name", "Your name", "Cancel"],
]) {
    test(`the dialog "${name}" is modal, named, and gives the focus back`, async () => {
        const page = await chat.enter("Ann", "dialogs");
        await page.getByRole("button", { name: open }).click();
        const dialog = await find(page, "dialog", name);
        assert.equal(dialog.modal, true);
        await assertAllNamed(page, 3);
        // The page behind is not there for a screen reader.
        const tree = await accessibilityTree(page);
        assert.deepEqual(
            tree.filter(({ role }) => role === "log" || role === "navigation"),
            [],
        );
        await page.getByRole("button", { name: close }).click();
        await page.getByRole("dialog").waitFor({ state: "hidden" });
        const focused = await page.evaluate(() => document.activeElement.innerText);
        assert.equal(focused.replace(/\s+/g, " ").trim(), open);
    });
}

test("the past is not read aloud, and each new line once", async () => {
    const bo = await chat.openPeer("Bo", "aloud");
    for (const text of ["old 1", "old 2"]) await bo.ask("say", { id: newId(), text });
    // What a screen reader would speak: nodes added to a live region that is on the page.
    const prepare = (page) =>
        page.addInitScript(() => {
            window.spoken = [];
            const observer = new MutationObserver((records) => {
                for (const { target, addedNodes } of records) {
                    if (!target.closest?.("[role=log]")) continue;
                    for (const node of addedNodes) {
                        const body = node.querySelector?.(".body");
                        if (body) window.spoken.push(body.textContent);
                    }
                }
            });
            observer.observe(document, { childList: true, subtree: true });
        });
    const ann = await chat.enter("Ann", "aloud", { prepare });
    await line(ann, "old 2").waitFor();
    await bo.ask("say", { id: newId(), text: "new 1" });
    await line(ann, "new 1").waitFor();
    await say(ann, "mine");
    await line(ann, "mine").waitFor();
    await bo.ask("say", { id: newId(), text: "new 2" });
    await line(ann, "new 2").waitFor();
    assert.deepEqual(await ann.evaluate(() => window.spoken), ["new 1", "mine", "new 2"]);
});

/** The contrast of two CSS colours by WCAG 2, 1 to 21. */
function contrast(one, other) {
    const luminance = (colour) => {
        const [r, g, b] = colour.match(/[\d.]+/g).map((part) => {
            const value = part / 255;
            return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
}

for (const colorScheme of ["light", "dark"]) {
    test(`text stands out from its ground: ${colorScheme}`, async () => {
        const page = await chat.enter("Ann", "contrast", { colorScheme });
        const bo = await chat.openPeer("Bo", "contrast");
        await bo.ask("say", { id: newId(), text: "Hello" });
        await line(page, "Hello").waitFor();
        await say(page, "Hello Bo");
        await line(page, "Hello Bo").waitFor();
        const pairs = await page.evaluate(() => {
            const ground = (element) => {
                for (let at = element; at; at = at.parentElement) {
                    const colour = getComputedStyle(at).backgroundColor;
                    if (!/, 0\)$/.test(colour)) return colour;
                }
                return "rgb(255, 255, 255)";
            };
            const texts = document.createTreeWalker(
                document.getElementById("chat"),
                NodeFilter.SHOW_TEXT,
            );
            const found = [];
            for (let text = texts.nextNode(); text; text = texts.nextNode()) {
                const element = text.parentElement;
                if (!text.data.trim() || !element.checkVisibility()) continue;
                const colour = getComputedStyle(element).color;
                found.push([text.data.trim(), colour, ground(element)]);
            }
            return found;
        });
        assert.ok(pairs.length > 15, `${pairs.length} texts`);
        const weak = pairs.filter(([, colour, ground]) => contrast(colour, ground) < 4.5);
        assert.deepEqual(weak, []);
        await page.context().close();
    });
}

for (const [reducedMotion, isMoving] of [
    ["no-preference", true],
    ["reduce", false],
]) {
    test(`what moves: ${reducedMotion}`, async () => {
        const page = await chat.enter("Ann", "calm", { reducedMotion, expect: lostServer });
        await chat.server.stop("SIGKILL");
        await page.locator("#status", { hasText: "Reconnecting ..." }).waitFor();
        await say(page, "Still");
        await page.locator(".pending").waitFor();
        const moving = await page.evaluate(() => document.getAnimations().length);
        assert.equal(moving > 0, isMoving, `${moving} animations`);
        await chat.server.start();
        await line(page, "Still").waitFor();
    });
}
