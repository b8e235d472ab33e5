// SPDX-License-Identifier: MIT
"use strict";

const assert = require("node:assert/strict");
const { once } = require("node:events");
const { after, test } = require("node:test");
const { WebSocketServer } = require("ws");
const { line, start } = require("./program.js");

/** A server of ws on a port, where it was before if that is given. */
async function serve(port = 0) {
    const server = new WebSocketServer({ port, host: "127.0.0.1" });
    after(() => server.close());
    await once(server, "listening");
    return server;
}

test("lines go both ways, and again when the server has come back", async () => {
    const server = await serve();
    const { port } = server.address();
    const connected = once(server, "connection");
    const program = start("websocket_client", `ws://127.0.0.1:${port}`);
    const [first] = await connected;
    first.send("hello");
    assert.equal(await line(program), "hello");
    const typed = once(first, "message");
    program.child.stdin.write("zw\u00f6lf\n");
    assert.equal(String((await typed)[0]), "zw\u00f6lf");
    server.close();
    first.close(1012, "restart");
    const next = await serve(port);
    const [second] = await once(next, "connection");
    // The server has a connection before the program does.
    second.send("again");
    assert.equal(await line(program, 1), "again");
    const closed = once(second, "close");
    program.child.stdin.end();
    assert.equal((await closed)[0], 1000);
    assert.equal(await program.ended, 0);
    assert.match(program.errors, /^connected\nEnd of file: 1012 restart\n(.*\n)*connected\nbye\n(End of file: 1000 \n)?$/);
});

test("a url that is none is said", async () => {
    const program = start("websocket_client", "gopher://nowhere");
    assert.equal(await program.ended, 1);
    assert.match(program.errors, /: the url of the WebSocket cannot be used: .*http:/);
});
