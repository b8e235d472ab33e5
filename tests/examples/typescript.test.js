// SPDX-License-Identifier: MIT
"use strict";

const assert = require("node:assert/strict");
const { mkdtempSync, rmSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");
const { after, test } = require("node:test");
const ts = require("typescript");
const { start } = require("./program.js");

// A page, as the comment of the example shows it.
const page = `
import { io, Socket } from "socket.io-client";
import type { ClientToServerEvents, ServerToClientEvents } from "./chat";
const socket: Socket<ServerToClientEvents, ClientToServerEvents> = io();
socket.on("line", ({ name, text }) => console.log(name.length, text.length));
const answer = await socket.emitWithAck("join", { room: "a", name: "Ann", session: "s", create: true });
console.log(answer.ok ? "in" : answer.error);
`;

/** What the compiler says about the page with these declarations. */
async function complaints(declarations) {
    const { complaints_about } = await import("../typescript/compiler.mjs");
    const folder = mkdtempSync(join(tmpdir(), "socketiota-typescript-"));
    after(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, "chat.d.ts"), declarations);
    writeFileSync(join(folder, "page.ts"), page);
    const client = join(__dirname, "../../node_modules/socket.io-client");
    return complaints_about(join(folder, "page.ts"), { "socket.io-client": [client] });
}

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
    assert.deepEqual(await complaints(program.output), []);
});
