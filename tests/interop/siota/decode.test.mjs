// SPDX-License-Identifier: MIT
//
// siota decode, and what the official encoders make.
import assert from "node:assert/strict";
import { createRequire } from "node:module";

import { test } from "../harness/fixture.mjs";
import { siota } from "./siota.mjs";

const require = createRequire(require_base());
const { Encoder } = require("socket.io-parser");
const { encodePayload } = require("engine.io-parser");

/** Those that the official server has, whatever else is installed. */
function require_base() {
    return createRequire(import.meta.url).resolve("socket.io");
}

const hex = (octets) => `hex:${Buffer.from(octets).toString("hex")}`;

async function lines(t, messages, options = []) {
    const { status, output, errors } = await siota(t, ["decode", "--json", ...options, ...messages]);
    assert.equal(errors, "");
    return { status, said: output.trimEnd().split("\n").map((line) => JSON.parse(line)) };
}

test("packets of the official encoder, with attachments", async (t) => {
    const binary = Buffer.from([0, 255]);
    for (const [packet, data] of [
        [{ type: 2, nsp: "/", data: ["say", { a: [1, null] }] }],
        [{ type: 2, nsp: "/chat", id: 7, data: ["zw\u00f6lf", "\u001b[2J"] }],
        [{ type: 2, nsp: "/chat", id: 7, data: ["a", binary, { b: binary }] },
            ["a", { hex: "00ff" }, { b: { hex: "00ff" } }]],
        [{ type: 3, nsp: "/", id: 12, data: [] }],
        [{ type: 0, nsp: "/", data: { token: "x" } }],
        [{ type: 1, nsp: "/chat" }],
        [{ type: 4, nsp: "/chat", data: { message: "no" } }],
    ]) {
        const encoded = new Encoder().encode(structuredClone(packet));
        const messages = encoded.map((part) => typeof part === "string" ? `4${part}` : hex(part));
        const { status, said } = await lines(t, messages);
        const type = ["connect", "disconnect", "event", "ack", "connect_error"][packet.type];
        const { id, nsp } = packet;
        const wanted = { engine: "message", type, nsp, id, data: data ?? packet.data };
        assert.deepEqual(said.at(-1), JSON.parse(JSON.stringify(wanted)));
        assert.equal(said.length, messages.length);
        assert.equal(status, 0);
    }
});

test("polling bodies of both revisions", async (t) => {
    const four = await new Promise((done) => encodePayload(
        [{ type: "open", data: '{"sid":"x"}' }, { type: "message", data: '2["a"]' }, { type: "ping" }], done));
    const { said } = await lines(t, [four]);
    assert.deepEqual(said, [
        { engine: "open", data: { sid: "x" } },
        { engine: "message", type: "event", nsp: "/", data: ["a"] },
        { engine: "ping" }]);

    const three = await lines(t, ['2:409:42["zw\u00f6"]1:2', "hex:0002ff3430"], ["--revision", "3"]);
    assert.deepEqual(three.said, [
        { engine: "message", type: "connect", nsp: "/" },
        { engine: "message", type: "event", nsp: "/", data: ["zw\u00f6"] },
        { engine: "ping" },
        { engine: "message", type: "connect", nsp: "/" }]);
    assert.equal(three.status, 0);
    const cut = await lines(t, ["2:409:42"], ["--revision", "3"]);
    assert.deepEqual(cut.said.map(({ error }) => error), [undefined, "no packet of Engine.IO"]);
    assert.equal(cut.status, 4);
});

test("msgpack", async (t) => {
    const { encode } = require("notepack.io");
    const octets = encode({ type: 2, nsp: "/", data: ["a", Buffer.from([1])] });
    const { said } = await lines(t, [hex(octets)]);
    assert.deepEqual(said, [{ engine: "message", type: "event", nsp: "/", data: ["a", { hex: "01" }] }]);
});

test("packets of Socket.IO alone", async (t) => {
    const { said } = await lines(t, ['2/chat,["a"]'], ["--socketio"]);
    assert.deepEqual(said, [{ engine: "message", type: "event", nsp: "/chat", data: ["a"] }]);
});

test("for people, from standard input", async (t) => {
    const { status, output } = await siota(t, ["decode"], {
        input: '42/chat,12["say",{"text":"\\u009b2J"}]\n2probe\r\n6\n451-["a",{"_placeholder":true,"num":0}]\nbAP8=\n' });
    assert.equal(output, `message: event in /chat, which wants answer 12
  "say"
  {"text": "\\u009b2J"}
ping probe: the client tries another transport
noop: ends a poll that has nothing
message: with attachments, which follow
message: the last attachment of: event in /
  "a"
  <00 ff>
`);
    assert.equal(status, 0);
});

test("what is no packet", async (t) => {
    for (const [message, pattern] of [
        ["x", /^no packet of Engine\.IO 4\n {2}"x"\n$/],
        ["42[", /^message: no packet: .+\n {2}"2\["\n$/],
        ["hex:c1", /^message: no packet: .+\n {2}<c1>\n$/],
        ["4\u001b[2J", /^message: no packet: .+\n {2}"\\u001b\[2J"\n$/],
    ]) {
        const { status, output } = await siota(t, ["decode", message]);
        assert.match(output, pattern);
        assert.equal(status, 4);
    }
    for (const args of [["hex:0"], ["--revision", "5"], ["--jsno"]])
        assert.equal((await siota(t, ["decode", ...args])).status, 2);
});
