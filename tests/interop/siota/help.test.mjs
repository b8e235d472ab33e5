// SPDX-License-Identifier: MIT
//
// What siota says of itself, in its help, its man page and to shells, is the same.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

import { test } from "../harness/fixture.mjs";
import { siota } from "./siota.mjs";

const page = readFileSync(new URL("../../../tools/siota/siota.1", import.meta.url), "utf8")
    .replaceAll("\\-", "-");

/** The commands and their options, as the help has them. */
async function commands(t) {
    const { output } = await siota(t, ["--help"]);
    const names = [...output.matchAll(/^ {2}([a-z]+) {2}/gm)].map(([, name]) => name);
    return Promise.all(names.map(async (name) => {
        const { status, output: help } = await siota(t, [name, "--help"]);
        assert.equal(status, 0);
        const options = [...help.matchAll(/^ {2}(?:-h,)?(--[a-z0-9-]+)/gm)].map(([, option]) => option);
        return { name, help, options };
    }));
}

test("each command has examples, and the man page has it and its options", async (t) => {
    const all = await commands(t);
    assert.deepEqual(all.map(({ name }) => name),
        ["bench", "completion", "connect", "decode", "emit", "listen", "publish", "serve"]);
    for (const { name, help, options } of all) {
        assert.match(help, new RegExp(`Examples:\n[^]*siota (completion|${name}) `));
        assert.match(page, new RegExp(`^\\.B[IR] "?${name} `, "m"));
        for (const option of options)
            if (option !== "--help") assert.match(page, new RegExp(`${option}\\b`), `${name} ${option}`);
        for (const line of help.split("\n")) assert.ok(line.length <= 100, line);
    }
});

test("the man page has the exit statuses of the program", () => {
    const source = readFileSync(new URL("../../../tools/siota/exit_status.hpp", import.meta.url), "utf8");
    const statuses = [...source.matchAll(/^ {4}\w+ = (\d),$/gm)].map(([, number]) => number);
    assert.deepEqual([...page.matchAll(/^\.B (\d)$/gm)].map(([, number]) => number), statuses);
    const said = execFileSync("groff", ["-man", "-Tascii", "-ww", "-z"], { input: page, encoding: "utf8", stdio: "pipe" });
    assert.equal(said, "");
});

test("bash completes commands, options and their values", async (t) => {
    const { output: script } = await siota(t, ["completion", "bash"]);
    const complete = (...words) => execFileSync("bash", ["-c",
        `${script}\nCOMP_WORDS=(siota "$@"); COMP_CWORD=$#; _siota; echo "\${COMPREPLY[@]}"`, "bash", ...words],
    { encoding: "utf8" }).trim();
    assert.equal(complete("e"), "emit");
    assert.equal(complete("listen", "http://localhost", "--js"), "--json");
    assert.equal(complete("emit", "--transport", "w"), "websocket");
    assert.equal(complete("emit", "--ca", "w"), "");
    for (const { name, options } of await commands(t))
        assert.deepEqual(complete(name, "--").split(" ").sort(), options.sort());
});

test("other shells", async (t) => {
    const { output: zsh } = await siota(t, ["completion", "zsh"]);
    assert.match(zsh, /^autoload -U \+X bashcompinit && bashcompinit\n/);
    const { output: fish } = await siota(t, ["completion", "fish"]);
    assert.match(fish, /^complete -c siota -n '__fish_seen_subcommand_from emit' -l ack -d '/m);
    assert.equal((await siota(t, ["completion", "csh"])).status, 2);
});
