// SPDX-License-Identifier: MIT
"use strict";

const assert = require("node:assert/strict");
const { test } = require("node:test");
const { connect, start } = require("./program.js");

test("hello greets whoever says hello, and ends when it is told to", async () => {
    const hello = start("hello");
    const socket = await connect(hello, "http://localhost:3000");
    assert.equal(await socket.timeout(10000).emitWithAck("hello", "Ann"), "hello Ann");
    assert.equal(await hello.stop(), 0);
});
