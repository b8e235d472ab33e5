// SPDX-License-Identifier: MIT
//
// siota connect in a pipe and in a terminal, and servers of both languages.
import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe } from "node:test";

import { temporaryFolder } from "../harness/certificates.mjs";
import { connectClient } from "../harness/clients.mjs";
import { ownServer, test, useServer } from "../harness/fixture.mjs";
import { Siota, siota } from "./siota.mjs";
import { Terminal } from "./terminal.mjs";

const fixture = useServer();
const url = () => fixture.current.url;

describe("in a pipe", () => {
    test("what is asked is answered before it ends", async (t) => {
        const { status, output, errors } = await siota(t, ["connect", url()], { input:
            `/ack message-with-late-ack  "a b" {"c": [1, 2]} 'd e' f -1 hex:00 ff\n\n`
            + '/ack message-with-ack\n  /emit message "last"' });
        assert.deepEqual(output.split("\n").sort(), [
            "", "< auth {}", '< message-back "last"', "= message-with-ack",
            '= message-with-late-ack "a b" {"c": [1, 2]} "d e" "f" -1 <00> "ff"']);
        assert.match(errors, /^siota: connected as .+$/m);
        assert.equal(status, 0);
    });

    test("what is sent last has arrived, though it goes at once", async (t) => {
        const server = await ownServer(t);
        const { status } = await siota(t, ["connect", server.url], { input: "disconnect-me false\n" });
        await server.event({ event: "disconnect", reason: "server namespace disconnect" });
        assert.equal(status, 0);
    });

    test("lines that are wrong", async (t) => {
        for (const [line, pattern] of [
            ["say {", /this does not end: \{/],
            ['say "a"b', /a space is missing behind "a"/],
            ["say {a}", /this is no JSON: \{a\}/],
            ["say 'a", /this does not end: 'a/],
            ["say hex:0", /is no binary/],
            ["/nothing", /there is no command \/nothing/],
            ["/ack", /the name of an event is missing/],
            ["disconnect", /reserved/],
        ]) {
            const { status, errors } = await siota(t, ["connect", url()], { input: `${line}\n` });
            assert.match(errors, pattern);
            assert.equal(status, 2, line);
        }
    });

    test("from a file, an answer that does not come", async (t) => {
        const { status, errors } = await siota(t, ["connect", url(), "--timeout", "1"], {
            input: "/ack nobody-hears\n" });
        assert.match(errors, /no answer to nobody-hears: /);
        assert.equal(status, 3);
    });

    test("nobody is there, or says no", async (t) => {
        for (const args of [["http://127.0.0.1:1"], [url(), "--nsp", "/guarded"]]) {
            const one = new Siota(t, ["connect", ...args]); // whose input does not end
            assert.equal(await one.ended, 1);
            assert.match(one.errors, /^siota: .+\((connect|nsp)\).*\n$/);
        }
    });
});

describe("in a terminal", () => {
    test("a conversation", async (t) => {
        const terminal = new Terminal(t, ["connect", url()]);
        await terminal.shows(/-- connected as \S+\n< auth \{\}\n\/>$/);
        terminal.type('/ack message-with-ack "hi there" {"a": [1]} hex:00ff', "Enter");
        await terminal.shows(/\n= message-with-ack "hi there" \{"a": \[1\]\} <00 ff>\n\/>$/);
        terminal.type("message zw\u00f6lf", "Enter");
        await terminal.shows(/\n< message-back "zw\u00f6lf"\n\/>$/);
        const colours = terminal.screen("-e");
        assert.match(colours, /< \u001b\[1m\u001b\[36mmessage-back/);
        terminal.type("", "C-d");
        await terminal.shows(/\nstatus 0$/);
    });

    test("what comes stands above what is being typed, also if that has several lines", async (t) => {
        const server = await ownServer(t);
        const terminal = new Terminal(t, ["connect", server.url]);
        await terminal.shows(/auth \{\}\n\/>$/);
        const other = await connectClient(server);
        const long = "word ".repeat(30);
        terminal.type(`/ack message-with-ack ${long}`);
        await terminal.shows(/word\s*$/);
        const before = terminal.screen();
        other.emit("broadcast", { to: [], except: [], event: "news", args: ["today"] });
        const [screen] = await terminal.shows(/[^]*< news "today"\n\/> \/ack [^]*$/);
        const typed = before.slice(before.indexOf("/> /ack"));
        assert.equal(screen, `${before.slice(0, -typed.length)}< news "today"\n${typed}`);
        terminal.type("", "Enter");
        await terminal.shows(/( {2}"word"\n){20,}\/>$/);
    });

    test("names are completed", async (t) => {
        const terminal = new Terminal(t, ["connect", url()]);
        await terminal.shows(/\n\/>$/);
        terminal.type("mess", "Tab"); // is not known yet
        terminal.type("age 1", "Enter");
        await terminal.shows(/< message-back 1\n\/>$/);
        terminal.type("mes", "Tab");
        await terminal.shows(/\n\/> message$/);
        terminal.type("", "Tab");
        await terminal.shows(/\nmessage {2}message-back\n\/> message$/);
        terminal.type("", "C-u");
        terminal.type("/a", "Tab");
        terminal.type("au", "Tab");
        await terminal.shows(/\n\/> \/ack auth$/);
    });

    test("what was typed is found again, also the next time", async (t) => {
        const home = temporaryFolder();
        const first = new Terminal(t, ["connect", url()], { home });
        await first.shows(/\n\/>$/);
        first.type("message one", "Enter");
        await first.shows(/< message-back "one"\n\/>$/);
        first.type("", "Up");
        await first.shows(/\n\/> message one$/);
        const file = join(home, ".local", "state", "siota", "history");
        assert.match(readFileSync(file, "utf8"), /message/);
        assert.equal(statSync(file).mode & 0o077, 0);

        const second = new Terminal(t, ["connect", url()], { home });
        await second.shows(/\n\/>$/);
        second.type("", "Up");
        await second.shows(/\n\/> message one$/);
    });

    test("Ctrl-C takes back what was typed, and ends it then", async (t) => {
        const terminal = new Terminal(t, ["connect", url()]);
        await terminal.shows(/\n\/>$/);
        terminal.type("not this");
        await terminal.shows(/not this$/);
        terminal.type("", "C-c");
        await terminal.shows(/\n\/>$/);
        terminal.type("", "C-c");
        await terminal.shows(/\nstatus 0$/);
    });

    test("the prompt says when it is away", async (t) => {
        const terminal = new Terminal(t, ["connect", url()]);
        await terminal.shows(/\n\/>$/);
        terminal.type("disconnect-me false", "Enter");
        await terminal.shows(/-- io server disconnect\n\/ \(away\)>$/);
        terminal.type("message later", "Enter");
        await terminal.shows(/-- it waits for the connection\n\/ \(away\)>$/);
        terminal.type("/connect", "Enter");
        await terminal.shows(/-- connected again as [^]*< message-back "later"\n\/>$/);
        terminal.type("/nothing", "Enter");
        await terminal.shows(/-- there is no command \/nothing; [^]*\n\/>$/);
        terminal.type("/help", "Enter");
        await terminal.shows(/EVENT VALUE[^]*\/quit [^]*\n\/>$/);
        terminal.type("/quit", "Enter");
        await terminal.shows(/\nstatus 0$/);
    });

    test("a server that is gone", async (t) => {
        const server = await ownServer(t);
        const terminal = new Terminal(t, ["connect", server.url]);
        await terminal.shows(/\n\/>$/);
        await server.end("SIGKILL");
        await terminal.shows(/-- transport \S+, connecting again\n\/ \(away\)>$/);
        await ownServer(t, { port: server.port });
        await terminal.shows(/-- connected again as \S+\n[^]*\/>$/);
    });
});
