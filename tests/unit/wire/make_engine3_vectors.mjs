// SPDX-License-Identifier: MIT
// Writes engine3_vectors.hpp: what the last parser of Engine.IO revision 3, which socket.io-client 2 has, makes of
// payloads and what it writes.
//   node tests/unit/wire/make_engine3_vectors.mjs > tests/unit/wire/engine3_vectors.hpp
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const parser = createRequire(require.resolve("socket.io-client-2/package.json"))("engine.io-parser");

// Reproducible, so that a second run changes nothing.
let state = 1;
const random = (below) => {
  state = (Math.imul(state, 1103515245) + 12345) >>> 0;
  return (state >>> 8) % below;
};
const pick = (alphabet) => alphabet[random(alphabet.length)];

// Every octet as an octal escape, which unlike \x ends after three digits.
const literal = (octets) => {
  const escaped = Array.from(octets, (octet) =>
    octet >= 0x20 && octet < 0x7f && octet !== 0x22 && octet !== 0x5c && octet !== 0x3f
      ? String.fromCharCode(octet)
      : "\\" + octet.toString(8).padStart(3, "0"));
  return octets.length === 0 ? "std::string_view()" : `std::string_view("${escaped.join("")}", ${octets.length})`;
};
const text = (string) => literal(Buffer.from(string));
const list = (strings) => `{${strings.map(text).join(", ")}}`;

const types = { open: 0, close: 1, ping: 2, pong: 3, message: 4, upgrade: 5, noop: 6 };
const describe = ({ type, data }) => {
  if (type === "error") return "error";
  return Buffer.isBuffer(data) ? `4 octets${data.toString("hex")}` : `${types[type]} ${data ?? ""}`;
};
// The official decoder goes on after an error, which ends the session.
const decode = (payload) => {
  const found = [];
  parser.decodePayload(payload, null, (packet) => {
    found.push(describe(packet));
    return packet.type !== "error";
  });
  return found;
};

// What we refuse on purpose and the official decoder takes: numbers that are not digits alone, base64 of other packets
// than messages, lengths that cut a pair of surrogates. Each has a test of its own.
const isLenient = (payload) => /(^|[^0-9])[^0-9]*[-+. eExX][^:]*:|b[^4]|b$|[\ud800-\udfff]/.test(payload) ||
  decode(payload).some((packet) => /undefined/.test(packet));

const payloads = new Set([
  "", "6:4hello", "6:4hello2:4\u20ac", "1:6", "2:4\u00e4", "10:b4AQIDBA==", "2:b4", "0:", "0:1:6", "1:60:", "1:6x", "7", "1:7",
  "1:4", "2:4", "3:4ab1:", "3:4ab5", ":4", "x:4", "99999999999999999999:4", "01:4", "1:41:21:3", "1:01:11:5", "3:4:a", "4:4\u20ac:a"]);
while (payloads.size < 300) {
  let made = "";
  for (let count = 1 + random(4); count > 0; --count) {
    const packet = pick("0123456789") + Array.from({ length: random(5) }, () => pick("a1:\u00e4\u20ac4")).join("");
    made += `${packet.length + (random(8) === 0 ? random(3) - 1 : 0)}:${packet}`;
  }
  if (random(6) === 0) made = made.slice(0, random(made.length));
  if (!isLenient(made)) payloads.add(made);
}

const message = () => {
  if (random(3) === 0) return { type: "message", data: Buffer.from(Array.from({ length: random(12) }, () => random(256))) };
  const characters = Array.from({ length: random(random(4) === 0 ? 40 : 8) },
    () => pick(["a", "b", "0", ":", "\"", "\u00e4", "\u20ac", "\u{1f600}", "\u0000", "\u001e"]));
  return { type: pick(Object.keys(types)), data: characters.join("") || undefined };
};
const written = (packets, supportsBinary) => {
  let payload;
  parser.encodePayload(packets, supportsBinary, (result) => { payload = result; });
  return Buffer.from(payload);
};
const lists = [[{ type: "message", data: "x".repeat(130) }, { type: "message", data: Buffer.alloc(130, 7) }]];
while (lists.length < 120) lists.push(Array.from({ length: 1 + random(4) }, message));

console.log(`// SPDX-License-Identifier: MIT
// Written by make_engine3_vectors.mjs; do not edit.
#pragma once

#include <string_view>
#include <vector>

namespace socketiota::wire {

// clang-format off
/// What the official parser makes of a polling body of revision 3, up to its first error.
struct engine3_decoding {
    std::string_view payload;
    std::vector<std::string_view> packets;
};

inline engine3_decoding const engine3_decodings[] = {`);
for (const value of payloads) console.log(`    {${text(value)}, ${list(decode(value))}},`);
console.log(`};

/// What the official parser writes: the packets, a body that is text, and one that is octets if a packet is.
struct engine3_encoding {
    std::vector<std::string_view> packets;
    std::string_view as_text;
    std::string_view as_octets;
};

inline engine3_encoding const engine3_encodings[] = {`);
for (const packets of lists) {
  const binary = packets.some(({ data }) => Buffer.isBuffer(data));
  console.log(`    {${list(packets.map(describe))}, ${literal(written(packets, false))}, ` +
    `${binary ? literal(written(packets, true)) : "std::string_view()"}},`);
}
console.log(`};
// clang-format on

} // namespace socketiota::wire`);
