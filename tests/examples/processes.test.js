// SPDX-License-Identifier: MIT
"use strict";

const assert = require("node:assert/strict");
const { once } = require("node:events");
const { mkdtempSync, readdirSync, rmSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");
const { test } = require("node:test");
const { connect, serve } = require("./program.js");

/** Asks until the answer is `wanted`: processes hear of each other a moment after they begin. */
async function becomes(socket, question, wanted) {
    while ((await socket.timeout(20000).emitWithAck(question)) !== wanted);
}

test("processes are one server", async () => {
    const folder = mkdtempSync(join(tmpdir(), "processes-"));
    const programs = [await serve("processes", folder), await serve("processes", folder)];
    const [ann, bob] = await Promise.all(
        programs.map((program) => connect(program, program.url, { forceNew: true })));
    await becomes(ann, "servers", 2);
    await becomes(bob, "servers", 2);
    assert.equal(await ann.timeout(20000).emitWithAck("who"), 2);
    for (const from of [ann, bob]) {
        const heard = [ann, bob].map((socket) => once(socket, "said"));
        from.emit("say", "hello");
        for (const said of await Promise.all(heard)) assert.deepEqual(said, ["hello"]);
    }
    assert.equal(await programs[1].stop(), 0);
    await becomes(ann, "servers", 1);
    assert.equal(await ann.timeout(20000).emitWithAck("who"), 1);

    const third = await serve("processes", folder);
    const cleo = await connect(third, third.url, { forceNew: true });
    await becomes(cleo, "servers", 2);
    assert.equal(await third.stop("SIGKILL"), "SIGKILL");
    ann.emit("say", "whoever is left");
    assert.deepEqual(await once(ann, "said"), ["whoever is left"]);
    assert.equal(await programs[0].stop(), 0);
    assert.deepEqual(readdirSync(folder), [], "no socket is left, of the killed one neither");
    rmSync(folder, { recursive: true });
});
