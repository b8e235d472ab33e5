// SPDX-License-Identifier: MIT
"use strict";

const assert = require("node:assert/strict");
const { once } = require("node:events");
const { test } = require("node:test");
const { landscape } = require("./images.js");
const { allLines, line, lostServer, say, useChat } = require("./harness.js");

const chat = useChat();

/** Keeps each text the status line ever had: some stay for a moment only. */
const rememberStatus = (page) =>
    page.addInitScript(() => {
        window.statuses = [];
        document.addEventListener("DOMContentLoaded", () => {
            const status = document.getElementById("status");
            const remember = () => window.statuses.push(status.textContent);
            new MutationObserver(remember).observe(status, { childList: true });
        });
    });

const enter = (name, room, query) =>
    chat.enter(name, room, { query, expect: lostServer, prepare: rememberStatus });

const isBack = (page) => page.waitForFunction(() => window.statuses.includes("Back"));

for (const [query, signal] of [
    ["?transports=websocket", "SIGKILL"],
    ["?transports=polling", "SIGKILL"],
    ["", "SIGTERM"],
]) {
    test(`a restart loses and doubles nothing: ${query || "upgrade"}, ${signal}`, async () => {
        const room = `restart-${query.slice(12)}`;
        const ann = await enter("Ann", room, query);
        const bo = await enter("Bo", room, query);
        await say(ann, "Before");
        await line(bo, "Before").waitFor();

        await chat.server.stop(signal);
        await ann.locator("#status", { hasText: "Reconnecting ..." }).waitFor();
        await bo.locator("#status", { hasText: "Reconnecting ..." }).waitFor();
        await say(ann, "While it was down");
        await say(ann, "And one more");
        await ann.locator(".pending .state", { hasText: "Waiting to be sent" }).nth(1).waitFor();
        await chat.server.start();

        await Promise.all([isBack(ann), isBack(bo)]);
        await line(bo, "And one more").waitFor();
        await line(ann, "And one more").waitFor();
        await say(bo, "After");
        await line(ann, "After").waitFor();
        await line(bo, "After").waitFor();
        const said = ["Before", "While it was down", "And one more", "After"];
        assert.deepEqual(await allLines(ann), said);
        assert.deepEqual(await allLines(bo), said);
        assert.deepEqual(await ann.locator("#people-list bdi").allTextContents(), ["Ann", "Bo"]);
        assert.deepEqual(await bo.locator("#people-list bdi").allTextContents(), ["Ann", "Bo"]);
        // Who was here before and comes back is no news.
        assert.deepEqual(await ann.locator(".note").allTextContents(), ["Bo joined"]);
        assert.deepEqual(await bo.locator(".note").allTextContents(), []);
    });
}

test("a line whose ack was lost arrives once", async () => {
    // Swallows the ack of the first "say" and breaks the connection.
    let swallowed = 0;
    const swallow = (page) =>
        page.routeWebSocket(/socket\.io/, (socket) => {
            const server = socket.connectToServer();
            server.onMessage((frame) => {
                const isAck = typeof frame === "string" && /^43\d+.*"Said once"/.test(frame);
                if (isAck && swallowed === 0) {
                    swallowed += 1;
                    server.close();
                    socket.close({ code: 3000 });
                } else {
                    socket.send(frame);
                }
            });
        });
    const bo = await chat.openPeer("Bo", "once");
    const heard = [];
    bo.on("line", ({ text }) => heard.push(text));
    const query = "?transports=websocket";
    const ann = await chat.enter("Ann", "once", { query, expect: lostServer, prepare: swallow });
    await say(ann, "Said once");
    await line(ann, "Said once").waitFor();
    const next = new Promise((resolve) => {
        bo.on("line", ({ text }) => text === "The next" && resolve());
    });
    await say(ann, "The next");
    await line(ann, "The next").waitFor();
    await next;
    assert.equal(swallowed, 1);
    assert.deepEqual(heard, ["Said once", "The next"]);
    assert.deepEqual(await allLines(ann), ["Said once", "The next"]);
});

test("what is not sent survives a reload of the page", async () => {
    const ann = await enter("Ann", "kept", "");
    const bo = await enter("Bo", "kept", "");
    // The page itself comes from the server that is away, so only the connection is cut.
    await ann.route(/socket\.io\/\?/, (route) => route.abort());
    await chat.server.stop("SIGKILL");
    await ann.locator("#status", { hasText: "Reconnecting ..." }).waitFor();
    await say(ann, "Kept over the reload");
    await ann.locator(".pending").waitFor();
    await chat.server.start();
    await ann.unroute(/socket\.io\/\?/);
    await ann.reload();
    await line(ann, "Kept over the reload").waitFor();
    await line(bo, "Kept over the reload").waitFor();
    assert.deepEqual(await allLines(ann), ["Kept over the reload"]);
    assert.deepEqual(await allLines(bo), ["Kept over the reload"]);
});

test("a picture waits for the server too", async () => {
    const ann = await enter("Ann", "waiting", "");
    const bo = await enter("Bo", "waiting", "");
    await chat.server.stop("SIGKILL");
    await ann.locator("#status", { hasText: "Reconnecting ..." }).waitFor();
    const buffer = landscape(64, 48);
    await ann.setInputFiles("#file", { name: "x.png", mimeType: "image/png", buffer });
    await ann.getByLabel("What does it show?").fill("Hills");
    await ann.keyboard.press("Enter");
    await ann.locator(".pending").getByAltText("Hills").waitFor();
    await chat.server.start();
    await bo.getByAltText("Hills").waitFor();
    await ann.locator(".line:not(.pending)").getByAltText("Hills").waitFor();
    assert.equal(await bo.getByAltText("Hills").count(), 1);
    assert.equal(await ann.locator("#log").getByAltText("Hills").count(), 1);
});

test("whoever lost the name while away chooses another and keeps the lines", async () => {
    const query = "?transports=websocket";
    let connection;
    let isOpen = true;
    const hold = (page) =>
        page.routeWebSocket(/socket\.io/, (socket) => {
            if (!isOpen) return socket.close({ code: 3000 });
            connection = { socket, server: socket.connectToServer() };
        });
    const ann = await chat.enter("Ann", "lost", { query, expect: lostServer, prepare: hold });
    const cy = await chat.openPeer("Cy", "lost");
    const left = once(cy, "people");
    isOpen = false;
    connection.server.close();
    connection.socket.close({ code: 3000 });
    assert.deepEqual((await left)[0].people, ["Cy"]);
    await ann.locator("#status", { hasText: "Reconnecting ..." }).waitFor();
    await say(ann, "Said by whom?");
    await chat.openPeer("Ann", "lost");
    isOpen = true;

    const dialog = ann.getByRole("dialog", { name: "Your name" });
    await dialog.getByText("The name Ann is taken in lost.").waitFor();
    const heard = once(cy, "line");
    await dialog.getByLabel("New name").fill("Annika");
    await ann.keyboard.press("Enter");
    const [{ name, text }] = await heard;
    assert.deepEqual([name, text], ["Annika", "Said by whom?"]);
    await line(ann, "Said by whom?").waitFor();
    assert.deepEqual(await ann.locator("#people-list bdi").allTextContents(), [
        "Ann",
        "Annika",
        "Cy",
    ]);
});
