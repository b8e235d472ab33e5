// SPDX-License-Identifier: MIT
"use strict";

const assert = require("node:assert/strict");
const { test } = require("node:test");
const ts = require("typescript");
const { start } = require("./program.js");

test("typescript declares the events of the chat", async () => {
    const program = start("typescript");
    assert.equal(await program.ended, 0);

    const file = ts.createSourceFile("chat.d.ts", program.output, ts.ScriptTarget.ES2022);
    assert.deepEqual(file.parseDiagnostics, []);
    const interfaces = new Map(
        file.statements.map(({ name, members }) => [
            name.text,
            members.map((member) => member.name.text),
        ]),
    );
    assert.deepEqual(interfaces.get("line"), ["id", "name", "type", "text", "at"]);
    assert.deepEqual(interfaces.get("ClientToServerEvents"), [
        "join", "rename", "say", "picture", "fetch", "typing",
    ]);
    assert.deepEqual(interfaces.get("ServerToClientEvents"), [
        "rooms", "people", "line", "picture", "typing",
    ]);
});
