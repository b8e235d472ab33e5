// SPDX-License-Identifier: MIT
//
// siota bench, and servers of both languages.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { Server } from "socket.io";

import { within } from "../harness/deadline.mjs";
import { test, useServer } from "../harness/fixture.mjs";
import { Siota, siota } from "./siota.mjs";
import { Terminal } from "./terminal.mjs";

const fixture = useServer();
const url = () => fixture.current.url;
const short = ["--connections", "5", "--ramp", "0.1", "--rate", "200", "--duration", "0.5"];

/** The address of a server which answers "echo", before which it does as told. */
async function echoing(t, before) {
    const http = createServer();
    const io = new Server(http);
    t.after(() => io.close());
    io.on("connection", (socket) => socket.on("echo", (answer) => {
        before();
        answer();
    }));
    http.listen(0, "127.0.0.1");
    await once(http, "listening");
    return `http://127.0.0.1:${http.address().port}`;
}

test("a report for programs", async (t) => {
    const { status, output, errors } = await siota(t, [
        "bench", url(), "--event", "message-with-ack", "x", "[1,2]", "--json", ...short]);
    assert.deepEqual([status, errors], [0, ""]);
    const { connections, events } = JSON.parse(output);
    assert.deepEqual([connections.made, connections.refused, connections.lost], [5, 0, 0]);
    assert.deepEqual([events.sent, events.answered, events.failed], [100, 100, 0]);
    const { answer_ms: answer } = events;
    assert.equal(answer.histogram.reduce((sum, { count }) => sum + count, 0), 100);
    const quantiles = ["min", "p50", "p90", "p99", "p99.9", "max"].map((name) => answer[name]);
    assert.deepEqual(quantiles, [...quantiles].sort((left, right) => left - right));
    assert.ok(answer.min > 0);
});

test("a report for people", async (t) => {
    const { status, output } = await siota(t, ["bench", url(), "--event", "message-with-ack", ...short]);
    assert.match(output, /^5 connections, 0 refused, 0 lost\n100 events, \d+ a second; 100 answered, 0 failed\n/);
    assert.match(output, /\n {2}answer {3}min \S+ {2}mean .* max \S+\n[^]*\n {2}up to .* #+ +\d+\n$/);
    assert.equal(status, 0);
});

test("what a server that stalls makes wait is counted, for all that was due", async (t) => {
    let asked = 0;
    const address = await echoing(t, () => {
        asked += 1;
        const until = performance.now() + (asked === 20 ? 500 : 0);
        while (performance.now() < until); // nothing else is served
    });
    const { output } = await siota(t, [
        "bench", address, "--json", "--connections", "2", "--ramp", "0",
        "--rate", "200", "--duration", "1"]);
    const { answered, answer_ms: answer } = JSON.parse(output).events;
    assert.equal(answered, 200);
    // 200 a second were due while it stalled: half of them were so in the first half of it. Counted from
    // when each could be sent, only one for each connection would have waited.
    const long = answer.histogram.filter(({ up_to: limit }) => limit > 256);
    assert.ok(long.reduce((sum, { count }) => sum + count, 0) >= 40, output);
});

test("who answers nothing, and who is not there", async (t) => {
    const mute = await siota(t, ["bench", url(), "--event", "nobody-hears", "--timeout", "1", "--json", ...short]);
    assert.equal(JSON.parse(mute.output).events.failed, 100);
    assert.match(mute.errors, /^siota: .*time.*\n$/);
    assert.equal(mute.status, 3);
    const gone = await siota(t, ["bench", "http://127.0.0.1:1", "--json", ...short]);
    assert.equal(JSON.parse(gone.output).connections.refused, 5);
    assert.match(gone.errors, /^siota: .+ \(connect\)\n$/);
    assert.equal(gone.status, 1);
    for (const args of [["--rate", "0"], ["--connections", "0"], ["--duration", "x"], ["--ramp", "-1"]])
        assert.equal((await siota(t, ["bench", url(), ...args])).status, 2);
});

test("Ctrl-C ends it with a report", async (t) => {
    let ask;
    const asked = new Promise((resolve) => { ask = resolve; });
    const address = await echoing(t, () => ask());
    const one = new Siota(t, ["bench", address, "--json", "--duration", "600", "--connections", "1", "--ramp", "0"]);
    await within(asked, "an event"); // so it has heard that it is connected
    one.kill("SIGINT");
    assert.equal(await within(one.ended, "it to end"), 0);
    assert.equal(JSON.parse(one.output).connections.made, 1);
});

test("progress in a terminal, and nothing left of it", async (t) => {
    const terminal = new Terminal(t, [
        "bench", url(), "--event", "message-with-ack", "--connections", "3", "--ramp", "0", "--duration", "600"]);
    await terminal.shows(/^3 of 3 connections {2}\d+ sent {2}\d+ answered {2}p50 \S+ ms {2}p99 \S+ ms$/);
    terminal.type("", "C-c");
    const [screen] = await terminal.shows(/^[^]*\n {2}up to [^]*\nstatus \d$/);
    assert.doesNotMatch(screen, / of 3 connections/);
});
