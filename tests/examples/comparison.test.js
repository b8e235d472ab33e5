// SPDX-License-Identifier: MIT
// Counts, below HTTP, what two pages cost that receive the same three messages, and holds the guide
// to it: docs/guides/websocket-or-socketio.md has the numbers.
"use strict";

const assert = require("node:assert/strict");
const { once } = require("node:events");
const { readFileSync } = require("node:fs");
const net = require("node:net");
const { join } = require("node:path");
const { after, test } = require("node:test");
const { io } = require("socket.io-client");
const WebSocket = require("ws");
const { line, shards, start } = require("./program.js");

const port = 3004;
const guide = readFileSync(
    join(__dirname, "../../docs/guides/websocket-or-socketio.md"), "utf8");

/** Stands between client and server and counts octets and requests. */
async function startMeter() {
    const count = { connections: 0, requests: 0, sent: 0, received: 0 };
    const server = net.createServer((client) => {
        ++count.connections;
        const upstream = net.connect(port, "localhost");
        client.on("data", (data) => {
            count.sent += data.length;
            count.requests += (data.toString("latin1").match(/ HTTP\/1\.1\r\n/g) ?? []).length;
            upstream.write(data);
        });
        upstream.on("data", (data) => {
            count.received += data.length;
            client.write(data);
        });
        for (const [one, other] of [[client, upstream], [upstream, client]])
            one.on("error", () => other.destroy()).on("close", () => other.destroy());
    });
    await once(server.listen(0, "localhost"), "listening");
    after(() => server.close());
    return { count, port: server.address().port };
}

/** One row of the table in the guide. */
function row(name) {
    const line = guide.split("\n").find((each) => each.startsWith(`| ${name} |`));
    assert.ok(line, `the guide has a row "${name}"`);
    const [requests, octets] = line.split("|").slice(2, 4).map((cell) => {
        const bounds = cell.split(" to ").map((bound) => Number(bound.replaceAll(" ", "")));
        return { least: bounds[0], most: bounds.at(-1), text: cell.trim() };
    });
    return { requests, octets };
}

/** Compares with the guide; lengths of ids, times and ports make the octets differ a little. */
function check(name, count) {
    const said = row(name);
    const octets = count.sent + count.received;
    const message = `"${name}" takes ${count.requests} requests and ${octets} octets; ` +
        `the guide says ${said.requests.text} and ${said.octets.text}`;
    const { requests } = count;
    assert.ok(requests >= said.requests.least && requests <= said.requests.most, message);
    assert.ok(octets >= 0.95 * said.octets.least && octets <= 1.05 * said.octets.most, message);
}

async function fetchAll(meter, paths) {
    for (const path of paths) {
        const answer = await fetch(`http://localhost:${meter.port}${path}`,
            { headers: { "Accept-Encoding": "gzip" } });
        assert.equal(answer.status, 200);
        await answer.arrayBuffer();
    }
}

async function threePricesRaw(meter) {
    const socket = new WebSocket(`ws://localhost:${meter.port}/prices`);
    const prices = [];
    socket.on("message", (data) => prices.push(JSON.parse(data).stock));
    while (prices.length < 3)
        await once(socket, "message");
    socket.terminate();
    return prices;
}

async function threePricesSocketio(meter, transports) {
    const socket = io(`http://localhost:${meter.port}`, { transports, forceNew: true });
    const upgraded = transports.length > 1
        ? new Promise((resolve) => socket.io.on("open", () =>
            socket.io.engine.once("upgrade", resolve)))
        : Promise.resolve();
    const prices = [];
    await new Promise((resolve) => socket.on("price", ({ stock }) => {
        prices.push(stock);
        if (prices.length === 3)
            resolve();
    }));
    await upgraded;
    socket.disconnect();
    return prices;
}

test("the guide says what three messages cost", async () => {
    const program = start("comparison", shards);
    assert.equal(await line(program),
        `comparison is on http://localhost:${port}/raw and http://localhost:${port}/socketio`);

    const expected = ["ABC", "DEF", "GHI"];
    const rows = [
        ["the page, raw", async (meter) => fetchAll(meter, ["/raw"])],
        ["the page with the client, Socket.IO", async (meter) =>
            fetchAll(meter, ["/socketio", "/socket.io/socket.io.min.js"])],
        ["three messages, raw WebSocket", threePricesRaw],
        ["three messages, Socket.IO over WebSocket", (meter) =>
            threePricesSocketio(meter, ["websocket"])],
        ["three messages, Socket.IO over polling, then upgraded", (meter) =>
            threePricesSocketio(meter, ["polling", "websocket"])],
    ];
    for (const [name, run] of rows) {
        const meter = await startMeter();
        const prices = await run(meter);
        if (prices)
            assert.deepEqual(prices, expected);
        check(name, meter.count);
    }
    assert.equal(await program.stop(), 0);
});
