// SPDX-License-Identifier: MIT
// Writes the seeds of the fuzzers in this folder: what the official packages and Node send.
//   node fuzz/wire/make_corpus.mjs
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import http from "node:http";
import net from "node:net";
import { constants, deflateRawSync } from "node:zlib";

const require = createRequire(import.meta.url);
const { encodePayload } = require("engine.io-parser");
const old = createRequire(require.resolve("socket.io-client-2/package.json"))("engine.io-parser");
const { Sender, WebSocket } = require("ws");

const corpus = new URL("../corpus/", import.meta.url);
const folder = (name) => {
  const url = new URL(`${name}/`, corpus);
  rmSync(url, { recursive: true, force: true });
  mkdirSync(url, { recursive: true });
  return (seed, content) => writeFileSync(new URL(seed, url), content);
};

// Frames: role, size of the pieces, then the connection.
const frames = folder("wire_frame_reader");
const frame = (mask, opcode, data, fin = true) =>
  Buffer.concat(Sender.frame(Buffer.from(data), {
    opcode, fin, mask, rsv1: false, readOnly: true,
    generateMask: (key) => key.set([0x37, 0xfa, 0x21, 0x3d]),
  }));
const closing = (code, reason = "") => {
  const payload = Buffer.alloc(2 + Buffer.byteLength(reason));
  payload.writeUInt16BE(code);
  payload.write(reason, 2);
  return payload;
};
for (const [role, mask] of [[0, true], [1, false]]) {
  const send = (name, pieces, ...parts) =>
    frames(`${mask ? "server" : "client"}-${name}`, Buffer.concat([Buffer.from([role, pieces]), ...parts]));
  const f = (...args) => frame(mask, ...args);
  send("text", 255, f(1, "2probe"), f(1, "4hello \u20ac \u{1f600}"), f(1, ""));
  send("binary", 6, f(2, Buffer.from([0, 1, 2, 255])));
  send("lengths", 99, f(2, Buffer.alloc(125)), f(2, Buffer.alloc(126)), f(1, "x".repeat(1000)));
  send("control", 3, f(9, "ping"), f(10, "pong"), f(8, closing(1000, "bye \u20ac")));
  send("fragments", 4, f(1, "\u20ac", false), f(9, ""), f(0, "", false), f(0, "end"));
  send("cut-character", 5, f(1, Buffer.from([0xe2]), false), f(0, Buffer.from([0x82, 0xac])));
  send("empty-close", 0, f(8, ""), f(1, "late"));
  send("bad-close", 0, f(8, closing(1005)));
  send("bad-text", 7, f(1, Buffer.from([0x61, 0xff])));
  send("too-big", 1, f(1, "x".repeat(3001)));
  send("reserved", 0, Buffer.from([0xf1, mask ? 0x80 : 0]), Buffer.alloc(4));
  send("orphan", 0, f(0, "x"));
}

// Compressed ones, as ws sends them: role and that they may come.
const deflated = (text, options = {}) => {
  const whole = deflateRawSync(text, { finishFlush: constants.Z_SYNC_FLUSH, ...options });
  return whole.subarray(0, whole.length - 4);
};
const compressedFrame = (first, octets) => Buffer.concat([Buffer.from([first, 0x80 | octets.length, 0, 0, 0, 0]), octets]);
frames("server-compressed", Buffer.concat([Buffer.from([2, 255]),
  compressedFrame(0xc1, deflated("4hello")), compressedFrame(0xc2, deflated("octets"))]));
frames("server-compressed-fragments", Buffer.concat([Buffer.from([2, 3]),
  compressedFrame(0x41, deflated("4hello").subarray(0, 3)), compressedFrame(0x89, Buffer.from("ping")),
  compressedFrame(0x80, deflated("4hello").subarray(3))]));
frames("server-compressed-continuation", Buffer.concat([Buffer.from([2, 3]),
  compressedFrame(0x41, deflated("4")), compressedFrame(0xc0, deflated("5"))]));

// What they say: window and context, then two of them.
const messagesOf = folder("wire_deflate");
for (const [name, first, text, options] of [
  ["short", 6, "4hello"], ["repeats", 6, "x".repeat(3000)], ["bomb", 6, "x".repeat(100_000)],
  ["small-window", 0, "abc".repeat(300), { windowBits: 9 }], ["stored", 6, "as it is", { level: 0 }],
  ["fixed", 0x86, "fixed codes", { strategy: constants.Z_FIXED }],
]) {
  const one = deflated(text, options);
  messagesOf(name, Buffer.concat([Buffer.from([first]), one, one]));
}
messagesOf("last-block", Buffer.from("06f348cdc9c9070000", "hex"));
messagesOf("context", Buffer.from("86f248cdc9c90700f20011000000", "hex"));
messagesOf("broken", Buffer.from("06ffffffff", "hex"));
const terms = folder("wire_deflate_terms");
for (const [name, first, text] of [
  ["browser", 0xfb, "permessage-deflate; client_max_window_bits"],
  ["all", 0xdc, "permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=10; client_max_window_bits=12"],
  ["two", 0, 'permessage-deflate; server_max_window_bits=8, permessage-deflate; client_max_window_bits="9"'],
  ["wrong", 0, "permessage-deflate; server_max_window_bits=16; unknown"],
]) terms(name, Buffer.concat([Buffer.from([first]), Buffer.from(text)]));

// Polling bodies.
const payloads = folder("wire_engine4");
const encoded = (packets) => new Promise((resolve) => encodePayload(packets, resolve));
payloads("hello", await encoded([{ type: "message", data: "hello" }]));
payloads("mixed", await encoded([{ type: "message", data: "a\u20ac" },
  { type: "message", data: Buffer.from([1, 2, 3, 4]) }, { type: "message", data: Buffer.alloc(0) }, { type: "noop" }]));
payloads("all", await encoded(["open", "close", "ping", "pong", "message", "upgrade", "noop"].map((type) => ({ type }))));
payloads("open", await encoded([{ type: "open", data: JSON.stringify({ sid: "A".repeat(20), upgrades: ["websocket"] }) }]));
payloads("url-base64", "b-_8\x1ebAQ\x1ebA Q=\x1ebAQI=\x1eb");
payloads("bad", "4a\x1e\x1e4b");

// The same of revision 3, in both of its forms.
const oldPayloads = folder("wire_engine3");
const written = (packets, supportsBinary) =>
  new Promise((resolve) => old.encodePayload(packets, supportsBinary, resolve));
const messages = ["hello", "a\u20ac\u{1f600}", Buffer.from([1, 2, 3, 4]), Buffer.alloc(0), "x".repeat(120)].map((data) => ({ type: "message", data }));
oldPayloads("text", await written(messages, false));
oldPayloads("octets", await written(messages, true));
oldPayloads("all", await written(["open", "close", "ping", "pong", "message", "upgrade", "noop"].map((type) => ({ type })), false));
oldPayloads("bad-length", "6:4hello9:4");
oldPayloads("bad-octets", Buffer.from([0, 1, 255, 0x34, 1, 9, 9, 255, 4]));

// Bodies of forms, with the escapes of the official client.
const forms = folder("wire_jsonp");
const escaped = (payload) => payload.replace(/\\n/g, "\\\n").replace(/\n/g, "\\n");
const form = (payload) => new URLSearchParams({ d: escaped(payload) }).toString();
forms("hello", form("6:4hello"));
forms("lines", form('42["a\\n\nb"]'));
forms("characters", form("4\u20ac\u{1f600}\u2028\"\\"));
forms("fields", "a=b&d=4+%2B&c");
forms("twice", "d=1&d=2");
forms("broken", "d=%C3%zz%5Cn%5C%5Cn");

// Requests as Node's clients write them.
const requests = folder("wire_request");
const handshakes = folder("wire_handshake");
const received = [];
let answer = () => {};
const server = net.createServer((socket) => {
  let text = Buffer.alloc(0);
  socket.on("error", () => {});
  socket.on("data", (data) => {
    text = Buffer.concat([text, data]);
    const all = text.toString("latin1");
    const done = all.includes("chunked") ? /0\r\n(.+\r\n)*\r\n$/.test(all) : all.includes("\r\n\r\n") &&
      all.split("\r\n\r\n")[1].length >= Number(/content-length: (\d+)/i.exec(all)?.[1] ?? 0);
    if (!done) return;
    received.push(text);
    socket.end("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    answer();
  });
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const { port } = server.address();
// Without what differs from run to run.
const record = async (name, start) => {
  const arrived = new Promise((resolve) => { answer = resolve; });
  await start();
  await arrived;
  const text = received.pop().toString("latin1").replaceAll(`127.0.0.1:${port}`, "localhost:3000")
    .replace(/(Sec-WebSocket-Key: ).*/, "$1dGhlIHNhbXBsZSBub25jZQ==");
  requests(name, Buffer.from(`\x07${text}`, "latin1"));
  return text;
};
const request = (options, write = () => {}) => () => new Promise((resolve) => {
  const sent = http.request({ port, host: "127.0.0.1", agent: false, ...options }, (response) => response.resume().on("end", resolve));
  sent.on("error", resolve);
  write(sent);
  sent.end();
});
const path = "/socket.io/?EIO=4&transport=polling&t=abc";
await record("poll", request({ path, headers: { "User-Agent": "node-XMLHttpRequest", Accept: "*/*" } }));
await record("post", request({ path: `${path}&sid=AAAAAAAAAAAAAAAAAAAA`, method: "POST",
  headers: { "Content-Type": "text/plain;charset=UTF-8", "Content-Length": 12 } }, (sent) => sent.write("40\x1e42[\"a\",1]")));
await record("chunked", request({ path, method: "POST", headers: { "Transfer-Encoding": "chunked", Trailer: "X-Sum" } }, (sent) => {
  sent.write("hello");
  sent.write("world!".repeat(5));
  sent.addTrailers({ "X-Sum": "1" });
}));
await record("options", request({ path, method: "OPTIONS", headers: { Origin: "http://a", "Access-Control-Request-Method": "POST" } }));
await record("absolute", request({ path: `http://127.0.0.1:${port}/a?b`, headers: { Connection: "close" } }));
const upgrade = (...args) => () => new Promise((resolve) => {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`, ...args);
  socket.on("error", () => {});
  socket.on("close", resolve);
});
const headers = (text) => text.slice(text.indexOf("\r\n") + 2).replace(/^Host: .*\r\n/m, "").replace(/\r\n\r\n$/, "");
handshakes("websocket", headers(await record("websocket", upgrade({ perMessageDeflate: false }))));
handshakes("deflate", headers(await record("deflate", upgrade(["chat", "super.chat"], { perMessageDeflate: { clientMaxWindowBits: 10 } }))));
server.close();

requests("pipelined", "\x03\r\nGET /1 HTTP/1.1\r\nHost: a\r\n\r\nPOST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhiGET /3 HTTP/1.0\r\n\r\n");
requests("extensions", "\x03POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;a;b=\"c\\\"d\";e=f\r\nhello\r\n0\r\nX: y\r\n\r\n");
requests("smuggling", "\x05POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
requests("connect", "\x05CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\nConnection: keep-alive, close\r\n\r\n");
handshakes("offers", "a; b=\"c\\d\", e;f=1;g , h");

const queries = folder("wire_query");
queries("handshake", "/socket.io/?EIO=4&transport=polling&t=abc&sid=AAAAAAAAAAAAAAAAAAAA");
queries("decoded", `/?${new URLSearchParams({ a: "\u20ac b", "c&d": "100%", e: "\u{1f600}" })}`);
queries("broken", "/?a=%zz&b=%&c=%C3%28&d=%ED%A0%80&&=&e=f=g");
queries("absolute", "http://a:1?b=c/d");
