// SPDX-License-Identifier: MIT
"use strict";

const assert = require("node:assert/strict");
const { once } = require("node:events");
const { createServer } = require("node:http");
const { after, test } = require("node:test");
const { Server } = require("socket.io");
const { line, start } = require("./program.js");

/** A server of Node that greets. */
async function serve() {
    const http = createServer();
    const server = new Server(http);
    server.on("connection", (socket) => socket.on("hello", (name, answer) => answer(`hello ${name}`)));
    await once(http.listen(0, "127.0.0.1"), "listening");
    after(() => server.close());
    return `http://127.0.0.1:${http.address().port}`;
}

test("each line is greeted", async () => {
    const program = start("own_thread", await serve());
    program.child.stdin.write("Ann\n");
    assert.equal(await line(program), "hello Ann");
    program.child.stdin.end("Bob\n");
    assert.equal(await program.ended, 0);
    assert.equal(program.output, "hello Ann\nhello Bob\n");
    assert.match(program.errors, /^connected as \S{20}\n$/);
});

test("a frame loop polls it", async () => {
    const program = start("frames", await serve(), "60");
    assert.equal(await program.ended, 0, program.errors);
    const [first, second] = program.output.split("\n");
    assert.match(first, /^frame 30: (connected|alone), /);
    assert.match(second, /^frame 60: connected, /);
});

test("a url that is none is said", async () => {
    for (const name of ["own_thread", "frames"]) {
        const program = start(name, "gopher://nowhere", ...(name === "frames" ? ["1"] : []));
        assert.equal(await program.ended, 1);
        assert.match(program.errors, /: the url of the client cannot be used: .*http:/);
    }
});
