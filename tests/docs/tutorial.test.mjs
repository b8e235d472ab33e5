// SPDX-License-Identifier: MIT
//
// Each step of docs/tutorial.md: its program serves its page to Chromium, and they do what the text
// says. TUTORIAL is the program of tutorial_steps.mjs, CHROMIUM the browser, COMPILER that of the build.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";

import { blocks_of } from "./markdown.mjs";

const library = fileURLToPath(new URL("../..", import.meta.url));
const tutorial = fileURLToPath(new URL("../../docs/tutorial.md", import.meta.url));
const patience = 20_000;

let browser;
let folder;
let program;
const contexts = [];

before(async () => {
    browser = await chromium.launch({
        executablePath: process.env.CHROMIUM,
        args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
    });
});

after(() => browser?.close());

afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close();
    if (program !== undefined) await stop();
    program = undefined;
    rmSync(folder, { recursive: true });
});

/** Writes the files of the folder as they are after a step. */
function write(step) {
    folder = mkdtempSync(join(tmpdir(), "socketiota-tutorial-"));
    let programs = 0;
    for (const { file, code } of blocks_of(tutorial)) {
        if (file === undefined) continue;
        const name = file.trim();
        programs += name === "main.cpp" ? 1 : 0;
        if (programs > step) break;
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), code);
    }
}

/** Starts the program of a step in its folder. */
async function start(step) {
    write(step);
    const child = spawn(process.env.TUTORIAL, [String(step)], { cwd: folder });
    program = { child, output: "", errors: "" };
    child.stdout.on("data", (data) => (program.output += data));
    child.stderr.on("data", (data) => (program.errors += data));
    program.ended = once(child, "close").then(([code, signal]) => signal ?? code);
    while (!program.output.includes("chat is on http://localhost:3000\n")) {
        await Promise.race([
            once(child.stdout, "data"),
            program.ended.then((how) => assert.fail(`it ended (${how}): ${program.errors}`)),
        ]);
    }
}

async function stop() {
    program.child.kill("SIGINT");
    assert.equal(await program.ended, 0, program.errors);
}

/** Somebody with a browser of their own, who answers the question for a name. */
async function visit(name, room = "") {
    const context = await browser.newContext();
    contexts.push(context);
    const page = await context.newPage();
    page.setDefaultTimeout(patience);
    page.on("dialog", (dialog) => dialog.accept(name));
    await page.goto(`http://localhost:3000/${room}`);
    return {
        /** Waits until this page hears what others say: it has loaded before it is connected. */
        connected: () => page.waitForFunction("socket.connected"),
        say: async (text) => {
            await page.fill("input", text);
            await page.click("button");
        },
        /** Waits until the page shows a line that begins like this. */
        shows: (text) => page.waitForFunction(
            (wanted) => [...document.querySelectorAll("li")]
                .some((line) => line.textContent.startsWith(wanted)),
            text),
        lines: () => page.locator("li").allTextContents(),
        leave: () => context.close(),
    };
}

test("the folder is a project that CMake configures", () => {
    write(1);
    symlinkSync(library, join(folder, "socketiota"));
    const compiler = `-DCMAKE_CXX_COMPILER=${process.env.COMPILER}`;
    execFileSync("cmake", ["-S", folder, "-B", join(folder, "build"), compiler], { stdio: "pipe" });
});

test("step 1: connected, disconnected, and back again", async () => {
    await start(1);
    const ann = await visit();
    await ann.shows("connected");
    await stop();
    assert.match(program.output, /^\S{20} is here\n\S{20} has gone: server shutting down\n$/m);
    await ann.shows("disconnected: transport close");
    rmSync(folder, { recursive: true });
    await start(1);
    await ann.shows("connected");
});

test("step 2: what one says, the others hear", async () => {
    await start(2);
    const [ann, bob] = [await visit(), await visit()];
    await bob.connected();
    await ann.say("hello");
    await bob.shows("hello");
    await bob.say("hi");
    await ann.shows("hi");
    assert.deepEqual(await ann.lines(), ["hello", "hi"]);
});

test("step 3: names, each of them once", async () => {
    await start(3);
    const ann = await visit("Ann");
    await ann.shows("You are Ann.");
    const second = await visit("Ann");
    await second.shows("This name is taken.");
    const nobody = await visit("");
    await nobody.shows("A name has 1 to 24 letters.");
    await nobody.say("boo");
    await ann.say("hello");
    await second.shows("Ann: hello");
    assert.deepEqual(await ann.lines(), ["You are Ann.", "Ann: hello"]);
});

test("step 4: rooms", async () => {
    await start(4);
    const ann = await visit("Ann");
    await ann.shows("You are Ann, in lobby.");
    const eve = await visit("Eve", "#garden");
    await eve.shows("You are Eve, in garden.");
    const bob = await visit("Bob");
    await ann.shows("Bob is here.");
    await ann.say("hello");
    await bob.shows("Ann: hello");
    await bob.leave();
    await ann.shows("Bob has gone.");
    assert.deepEqual(await eve.lines(), ["You are Eve, in garden."]);
    const lost = await visit("Sue", "#attic");
    await lost.shows("There is no such room.");
});

test("step 5: a history", async () => {
    await start(5);
    const ann = await visit("Ann");
    await ann.shows("You are Ann, in lobby.");
    await ann.say("anybody here?");
    await ann.shows("Ann: anybody here?");
    const bob = await visit("Bob");
    await bob.shows("Ann: anybody here?");
    await bob.say("me");
    await ann.shows("Bob: me");
    assert.deepEqual(await ann.lines(), [
        "You are Ann, in lobby.", "Ann: anybody here?", "Bob is here.", "Bob: me",
    ]);
});
