// SPDX-License-Identifier: MIT
// The command line of the chat; tests/browser has what it does.
"use strict";

const assert = require("node:assert/strict");
const { test } = require("node:test");
const { connect, line, start } = require("./program.js");

const address = /^chat is on (http:\/\/localhost:(\d+))$/;

test("--help tells the options, a wrong one is refused with them", async () => {
    const help = start("chat", "--help");
    assert.equal(await help.ended, 0);
    assert.match(help.output, /--port N .*\n--public FOLDER /);
    for (const wrong of [["--prot", "1"], ["--port"], ["--port", "65536"], ["--port", "1x"]]) {
        const refused = start("chat", ...wrong);
        assert.equal(await refused.ended, 2);
        assert.equal(refused.output, "");
        assert.match(refused.errors, /^usage: chat /);
    }
});

test("the page is served from any folder, and another one instead", async () => {
    const chat = start("chat", "--port", "0");
    const [, url] = address.exec(await line(chat));
    const page = await fetch(url);
    assert.equal(page.status, 200);
    assert.match(page.headers.get("content-type"), /^text\/html/);
    assert.match(await page.text(), /<title>chat<\/title>/);
    const script = await fetch(`${url}/chat.js`);
    assert.match(script.headers.get("content-type"), /^text\/javascript/);

    const other = start("chat", "--port", "0", "--public", __dirname);
    const [, otherUrl] = address.exec(await line(other));
    assert.equal((await fetch(otherUrl)).status, 404);
    assert.equal((await fetch(`${otherUrl}/chat.test.js`)).status, 200);
});

test("a busy port is one sentence, and free again when its program was killed", async () => {
    const first = start("chat", "--port", "0");
    const [, url, port] = address.exec(await line(first));
    const second = start("chat", "--port", port);
    assert.equal(await second.ended, 1);
    assert.equal(second.output, "");
    const sentence = `^chat: cannot listen on port ${port}: [\\w ]+ \\[system:\\d+\\]\\n$`;
    assert.match(second.errors, new RegExp(sentence));

    const socket = await connect(first, url);
    await first.stop("SIGKILL");
    const third = start("chat", "--port", port);
    assert.equal(await line(third), `chat is on ${url}`);
    socket.disconnect();
});

test("SIGINT and SIGTERM end it with 0", async () => {
    for (const signal of ["SIGINT", "SIGTERM"]) {
        const chat = start("chat", "--port", "0");
        await connect(chat, address.exec(await line(chat))[1]);
        assert.equal(await chat.stop(signal), 0);
    }
});
