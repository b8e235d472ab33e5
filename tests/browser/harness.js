// SPDX-License-Identifier: MIT
// What the browser tests share: the chat server as a child process, Chromium, tabs and peers.
"use strict";

const assert = require("node:assert/strict");
const { spawn } = require("node:child_process");
const { once } = require("node:events");
const fs = require("node:fs");
const path = require("node:path");
const readline = require("node:readline");
const { after, afterEach, before } = require("node:test");
const { io } = require("socket.io-client");

const { launchChromium } = require("../support/chromium.js");

const command = process.env.CHAT_SERVER;
assert.ok(command, "CHAT_SERVER is the built examples/chat");
const screenshots = process.env.CHAT_SCREENSHOTS ?? path.join(__dirname, "../../build/screenshots");
const patience = 20000;

/** What Chromium logs while there is no server; expected in the tests that stop it. */
const lostServer =
    /WebSocket connection to|net::ERR_(CONNECTION|EMPTY_RESPONSE|SOCKET|INCOMPLETE|FAILED)/;

class Server {
    /** `options`: more for its command line. */
    constructor(options = []) {
        this.options = options;
    }

    /** Starts the server and waits for its line; a restarted one takes the same port. */
    async start() {
        const port = this.url ? new URL(this.url).port : "0";
        this.child = spawn(command, ["--port", port, ...this.options], { stdio: ["ignore", "pipe", "inherit"] });
        const failed = once(this.child, "exit").then(([code, signal]) => {
            throw new Error(`the chat server ended: ${signal ?? code}`);
        });
        failed.catch(() => {}); // after the start an end is a matter of stop()
        const lines = readline.createInterface({ input: this.child.stdout });
        const [line] = await Promise.race([once(lines, "line"), failed]);
        const found = /^chat is on (http:\/\/localhost:\d+)$/.exec(line);
        assert.ok(found, `the first line of the chat server: ${line}`);
        this.url = found[1];
    }

    async stop(signal = "SIGTERM") {
        const ended = once(this.child, "exit");
        this.child.kill(signal);
        await ended;
    }
}

/** Chromium, once for all files of the process: what people do in it lies in contexts. */
let launched;
const browse = () => {
    launched ??= launchChromium();
    return launched;
};
after(async () => (await launched)?.close());

/** Registers server and browser for a test file; tabs and peers live for one test. */
function useChat(options) {
    const server = new Server(options);
    const contexts = [];
    const peers = [];
    const complaints = [];
    let browser;

    before(async () => {
        await server.start();
        browser = await browse();
    });

    afterEach(async () => {
        for (const peer of peers.splice(0)) peer.disconnect();
        for (const context of contexts.splice(0)) await context.close();
        assert.deepEqual(complaints.splice(0), [], "the console stays silent");
    });

    after(() => server.stop());

    /** A tab of its own person; `query` goes to the page, `expect` are allowed console errors. */
    async function openTab({ query = "", expect, prepare, ...options } = {}) {
        const context = await browser.newContext({
            viewport: { width: 1280, height: 800 },
            locale: "en-GB",
            ...options,
        });
        contexts.push(context);
        context.setDefaultTimeout(patience);
        const page = await context.newPage();
        page.on("console", (line) => {
            if (!["error", "warning"].includes(line.type())) return;
            if (!expect?.test(line.text())) complaints.push(line.text());
        });
        page.on("pageerror", (error) => complaints.push(String(error)));
        await prepare?.(page);
        await page.goto(server.url + query);
        return page;
    }

    /** A tab in a room; a room that the server does not know is made. */
    async function enter(name, room, options) {
        const page = await openTab({ ...options, query: `${options?.query ?? ""}#${room}` });
        await page.locator("#entry-rooms input").first().waitFor({ state: "attached" });
        await page.fill("#entry-name", name);
        await page.keyboard.press("Enter");
        await page.locator("#talk").waitFor();
        return page;
    }

    /** The official client without a page: `ask` resolves to the ack, `rooms` came first. */
    async function openPeer(name, room) {
        const peer = io(server.url, { transports: ["websocket"], forceNew: true });
        peers.push(peer);
        peer.ask = (event, ...args) => peer.timeout(patience).emitWithAck(event, ...args);
        [peer.rooms] = await once(peer, "rooms");
        if (!name) return peer;
        peer.reply = await peer.ask("join", { room, name, session: newId(), create: true });
        assert.equal(peer.reply.error, "");
        return peer;
    }

    return { server, openTab, enter, openPeer };
}

let lastId = 0;
const newId = () => `0123456789abcdef-${process.pid}-${++lastId}`;

/** Writes a line in a tab as a person would. */
async function say(page, text) {
    await page.fill("#text", text);
    await page.press("#text", "Enter");
}

/** The line with exactly this text, once the server has it. */
const line = (page, text) =>
    page.locator(".line:not(.pending) .body").getByText(text, { exact: true });

/** All lines of the log, top to bottom. */
const allLines = (page) => page.locator("#log .line .body").allTextContents();

async function screenshot(page, name) {
    fs.mkdirSync(screenshots, { recursive: true });
    await page.screenshot({ path: path.join(screenshots, `${name}.png`), animations: "disabled" });
}

/** Nothing sticks out to the side: the page never scrolls sideways. */
async function assertFits(page) {
    const [content, visible] = await page.evaluate(() => [
        document.documentElement.scrollWidth,
        document.documentElement.clientWidth,
    ]);
    assert.ok(content <= visible, `${content} pixels of content in ${visible}`);
}

module.exports = { allLines, assertFits, line, lostServer, newId, say, screenshot, useChat };
