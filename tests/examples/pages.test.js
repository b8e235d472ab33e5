// SPDX-License-Identifier: MIT
// What examples/README.md says of each example: it has a row, and what the row says to open is a
// page, at the address that the program prints when it starts.
"use strict";

const assert = require("node:assert/strict");
const { existsSync, readdirSync, readFileSync } = require("node:fs");
const { join } = require("node:path");
const { test } = require("node:test");
const { line, start } = require("./program.js");

const folder = join(__dirname, "../../examples");
const rows = readFileSync(join(folder, "README.md"), "utf8")
    .split("\n")
    .map((text) => /^\| \[(\w+)\]\(\w+\/[\w.]+\) \| ([^|]+) \|/.exec(text))
    .filter(Boolean)
    .map(([, name, open]) => ({ name, urls: open.match(/https?:[^ ,*]+/g) ?? [] }));

test("each example has a row", () => {
    const examples = readdirSync(folder).filter((name) => existsSync(join(folder, name, "main.cpp")));
    assert.deepEqual(rows.map((row) => row.name).sort(), examples.sort());
});

// That of TLS needs a certificate first; its page is the same.
for (const { name, urls } of rows.filter((row) => row.urls[0]?.startsWith("http:")))
    test(`${name} says where its page is, and it is there`, async () => {
        const program = start(name);
        const said = await line(program);
        for (const url of urls) {
            assert.ok(said.includes(url), `${url}: ${said}`);
            const page = await fetch(url);
            assert.equal(page.status, 200, url);
            assert.match(page.headers.get("content-type"), /^text\/html/);
            assert.match(await page.text(), /<script/);
        }
        await program.stop();
    });
