// SPDX-License-Identifier: MIT
// What the guard lets pass and what it does not.
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import test from "node:test";

import { complaintsAbout } from "./compare.mjs";
import { countsIn } from "./dumps.mjs";

const stored = { echo: 10000, poll: 20000 };
const about = (counted) => complaintsAbout(stored, { ...stored, ...counted }, "gcc 12 x64");

test("what differs by no more than is allowed passes", () => {
    assert.deepEqual(about({}), []);
    assert.deepEqual(about({ echo: 10200, poll: 19000 }), []);
});

test("what is slower fails, with how much and what to do", () => {
    const [complaint, ...more] = about({ echo: 10201 });
    assert.match(complaint, /^echo takes 10201 .* 10000 are stored \(\+2\.0 %.*--keep.*say why in the commit/);
    assert.deepEqual(more, []);
});

test("what is much faster is to be stored", () => {
    const [complaint, ...more] = about({ poll: 18999 });
    assert.match(complaint, /^poll takes 18999 .* 20000 are stored \(-5\.0 %.*store the new count/);
    assert.deepEqual(more, []);
});

test("no path is left out, and no compiler", () => {
    assert.match(complaintsAbout(stored, { echo: 10000 }, "")[0], /^poll is stored and was not counted/);
    assert.match(about({ connect: 5 })[0], /^connect: no count is stored/);
    assert.match(complaintsAbout(undefined, stored, "gcc 13 x64")[0], /no counts are stored for gcc 13 x64/);
});

test("what valgrind wrote is read by the name of the path", (context) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "dumps-"));
    context.after(() => fs.rmSync(folder, { recursive: true }));
    const dump = (name, total) => `desc: Trigger: Client Request: ${name}\nevents: Ir\ntotals: ${total}\n`;
    fs.writeFileSync(path.join(folder, "out.1"), dump("echo", 5000));
    fs.writeFileSync(path.join(folder, "out.2"), dump("poll", 6004));
    fs.writeFileSync(path.join(folder, "out.3"), "desc: Trigger: Program termination\ntotals: 9\n");
    assert.deepEqual(countsIn(folder, "echo 10\npoll 20\n"), { echo: 500, poll: 300 });
    assert.throws(() => countsIn(folder, "connect 10\n"), /counted nothing for 'connect'/);
});
