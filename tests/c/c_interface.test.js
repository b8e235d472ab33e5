// SPDX-License-Identifier: MIT
// A program of C99 and one of Python, beside a server of Node.
"use strict";

const assert = require("node:assert/strict");
const { execFile } = require("node:child_process");
const { once } = require("node:events");
const { createServer } = require("node:http");
const { after, test } = require("node:test");
const { promisify } = require("node:util");
const { Server } = require("socket.io");

const run = promisify(execFile);
const { CONVERSATION, LIBRARY, PYTHON } = process.env;

async function serve() {
    const http = createServer();
    const server = new Server(http);
    server.use(({ handshake }, next) =>
        next(handshake.auth.token === "secret" ? undefined : new Error("who are you?")));
    server.on("connection", (socket) => {
        let answered;
        const heard = new Promise((resolve) => (answered = resolve));
        socket.on("echo", (...all) => all.pop()(...all));
        socket.on("ask me", async () => {
            socket.emit("heard", await socket.emitWithAck("question", 20));
            answered();
        });
        socket.on("leave me after that", () => heard.then(() => socket.disconnect()));
    });
    server.of("/private").use((socket, next) =>
        next(Object.assign(new Error("members only"), { data: { code: 7 } })));
    await once(http.listen(0, "127.0.0.1"), "listening");
    after(() => server.close());
    return `http://127.0.0.1:${http.address().port}`;
}

for (const way of ["polled", "thread"])
    test(`a program of C, ${way}`, async () => {
        const { stdout } = await run(CONVERSATION, [await serve(), way], { timeout: 20_000 });
        const lines = stdout.trimEnd().split("\n");
        const [badUrl, badOption] = lines.splice(0, 2);
        assert.match(badUrl, /^why the url of the client cannot be used/);
        assert.match(badOption, /^why there is no option reconect/);
        assert.equal(lines.pop(), "silence the client is gone, or its connection ended before the answer came");
        assert.deepEqual(lines.filter((line) => line.startsWith("on_connect_error")), [
            "on_connect_error nsp",
            "on_connect_error members only",
            'on_connect_error {"code":7}',
        ]);
        assert.deepEqual(lines.filter((line) => !line.startsWith("on_connect_error")), [
            "on_connect connected",
            'echo ["text",{"_placeholder":true,"num":0},1.5]',
            "any question",
            "question [20]",
            "any heard",
            "heard [42]",
            "on_disconnect io server disconnect",
        ]);
    });

test("a script of Python, by ctypes", async () => {
    const { stdout } = await run(
        PYTHON, [`${__dirname}/conversation.py`, LIBRARY, await serve()], { timeout: 20_000 });
    assert.deepEqual(JSON.parse(stdout), [[0, ["text", { a: null }]]]);
});
