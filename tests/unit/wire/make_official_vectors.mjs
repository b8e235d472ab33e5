// SPDX-License-Identifier: MIT
// Writes official_vectors.hpp: what Node and the official packages make of odd input.
//   node tests/unit/wire/make_official_vectors.mjs > tests/unit/wire/official_vectors.hpp
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { decodePayload } = require("engine.io-parser");
const extension = require(require.resolve("ws").replace(/index\.js$|wrapper\.mjs$/, "lib/extension.js"));

// Reproducible, so that a second run changes nothing.
let state = 1;
const random = (below) => {
  state = (Math.imul(state, 1103515245) + 12345) >>> 0;
  return (state >>> 8) % below;
};
const pick = (alphabet) => alphabet[random(alphabet.length)];
const randomText = (alphabet, most) =>
  Array.from({ length: random(most + 1) }, () => pick(alphabet)).join("");

// Every octet as an octal escape, which unlike \x ends after three digits.
const literal = (octets) => {
  const escaped = Array.from(octets, (octet) =>
    octet >= 0x20 && octet < 0x7f && octet !== 0x22 && octet !== 0x5c && octet !== 0x3f
      ? String.fromCharCode(octet)
      : "\\" + octet.toString(8).padStart(3, "0"));
  if (octets.length === 0) return "std::string_view()";
  return `std::string_view("${escaped.join("")}", ${octets.length})`;
};
const text = (string) => literal(Buffer.from(string));
const list = (strings) => `{${strings.map(text).join(", ")}}`;

// Not beyond U+00FF: of those Node takes the low octet of each UTF-16 unit, which is no promise of its.
const base64 = new Set([
  "", "Y", "YQ", "YQ=", "YQ==", "YWI", "YWJj", "YQ==YQ==", "YQ=YQ==", "=YWJj", "YW=Jj", "====", "-_-_", "+/-_",
  "Y W\nJ\tj", "YWJ$j", "Y$", "YWJjZ", "YWJjZA=", "\u00e9YWJj"]);
while (base64.size < 250)
  base64.add(randomText("ABCDwxyz0189+/-_" + "AZaz".repeat(8) + "= \n$\u00e9", 24));

const payloads = new Set([
  "", "4hello", "4hello\x1ebAQIDBA==", "4", "b", "0\x1e1\x1e2\x1e3\x1e4\x1e5\x1e6", "7", "abc", "4a\x1e", "\x1e4a",
  "4a\x1e\x1e4b", "4a\x1e9\x1e4b", "4\u20ac", "\u20ac", "bYQ", "b!!!", "b=", "4a\x1fb", "2probe", "3probe", "5"]);
while (payloads.size < 120) payloads.add(randomText("0123456789bb444\x1e\x1e\x1eAQ=\u20ac", 16));

const queries = new Set([
  "", "a=1", "a=1&a=2", "a", "a=", "=a", "&", "a=b=c", "a+b=c+d", "%41=%42", "%", "%4", "%zz", "a=%C3%A4", "a=%C3",
  "a=%C3%28", "a=%E2%82", "a=%E2%82%AC", "a=%E2%82x", "a=%ED%A0%80", "a=%F0%9F%98%80", "a=%F0%9F%98", "a=%F5%80",
  "a=%C0%80", "a=%FF%FE", "a=%F4%90%80%80", "a=%E0%80%80", "a=%F0%80%80", "a=%00", "a=%EF%BB%BFx", "a=%80%80"]);
while (queries.size < 200)
  queries.add(Array.from({ length: random(10) },
    () => pick(["a", "b", "=", "&", "+", "%", "%4", "%41", "%C3", "%A4", "%E2", "%82", "%AC", "%F0", "%9F", "%80", "%ED"])).join(""));

const extensions = new Set([
  "", "a", "permessage-deflate", "permessage-deflate; client_max_window_bits", "a;b=1", "a;b=\"1\"", "a;b=\"\"",
  "a;b=", "a;", ";", ",", "a,", ",a", "a;;b", "a b", "a;b c", "a;b=c d", "a; b =c", "a;b= c", "a;b=\"c", "a;b=\"c\"d",
  "a;b=\"c d\"", "a;b=\"\\c\"", "a;b=\"\\\"\"", "a;b=\"c\\\"", "a;b=\"c\" ;d", "a;b=\"c\" d", "constructor", "a=b", "a/b"]);
while (extensions.size < 300) extensions.add(randomText("aab;;;,,=== \"\"\\/", 10).trim());

const isValid = (value) => {
  try {
    extension.parse(value);
    return true;
  } catch {
    return false;
  }
};

const types = { open: 0, close: 1, ping: 2, pong: 3, message: 4, upgrade: 5, noop: 6 };
const describe = ({ type, data }) =>
  type === "error" ? "error" : Buffer.isBuffer(data) ? `4 octets${data.toString("hex")}` : `${types[type]} ${data ?? ""}`;

console.log(`// SPDX-License-Identifier: MIT
// Written by make_official_vectors.mjs; do not edit.
#pragma once

#include <string_view>
#include <vector>

namespace socketiota::wire {

// clang-format off
/// What Node's Buffer.from(text, 'base64') gives.
struct base64_vector {
    std::string_view text;
    std::string_view data;
};

inline constexpr base64_vector official_base64[] = {`);
for (const value of base64) console.log(`    {${text(value)}, ${literal(Buffer.from(value, "base64"))}},`);
console.log(`};

/// What engine.io-parser makes of a polling body.
struct payload_vector {
    std::string_view payload;
    std::vector<std::string_view> packets;
};

inline payload_vector const official_payloads[] = {`);
for (const value of payloads) console.log(`    {${text(value)}, ${list(decodePayload(value).map(describe))}},`);
console.log(`};

/// Names and values in turn, as engine.io takes them from an address.
struct query_vector {
    std::string_view query;
    std::vector<std::string_view> decoded;
};

inline query_vector const official_queries[] = {`);
for (const value of queries) console.log(`    {${text(value)}, ${list([...new URLSearchParams(value)].flat())}},`);
console.log(`};

/// Whether ws takes a value of Sec-WebSocket-Extensions.
struct extension_vector {
    std::string_view value;
    bool is_valid;
};

inline constexpr extension_vector official_extensions[] = {`);
for (const value of extensions) console.log(`    {${text(value)}, ${isValid(value)}},`);
console.log(`};
// clang-format on

} // namespace socketiota::wire`);
