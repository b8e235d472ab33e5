// SPDX-License-Identifier: MIT
// Writes json_vectors.txt and number_vectors.txt: what JavaScript makes of JSON texts and numbers.
// Run it with Node 20 in this folder; the files are committed, tests read them.
import { writeFileSync } from "node:fs";

// The same vectors on every run.
let state = 0x2545f491;
const random = () => {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) / 4294967296;
};
const pick = (list) => list[Math.floor(random() * list.length)];
const below = (count) => Math.floor(random() * count);

const texts = new Set();
const add = (...more) => more.forEach((each) => texts.add(each));

// Grammar: what is accepted and what is refused.
add("null", "true", "false", "0", "-0", "1", "-1", "10", "1.5", "-1.5", "1e2", "1E2", "1e+2", "1e-2", "1.5e300");
add('""', '"a"', "[]", "{}", "[[]]", "[{}]", '{"a":[]}', " 1 ", "\t[\n1 ,\r2 ] ", ' { "a" : 1 , "b" : 2 } ');
add("", " ", "nul", "nulll", "truee", "True", "NaN", "Infinity", "-Infinity", "undefined", "01", "-01", "00", "+1", ".5",
  "1.", "1.e1", "1e", "1e+", "1e1.5", "--1", "-", "1 2", "1,2", "0x10", "1_000", "'a'", '"', '"a', 'a"', "[", "]", "{", "}",
  "[1", "[1,", "[1,]", "[,1]", "[,]", "[1 2]", "[1}", "{]", '{"a"}', '{"a":}', '{"a":1,}', '{,"a":1}', '{"a" 1}',
  "{a:1}", "{1:1}", '{"a":1 "b":2}', '{"a":1}}', "[]]", "[[]", "[][]", "{}{}", "// c\n1", "/* c */1", "[1]x", "\ufeff1",
  "\u00a01", "1\u00a0", "\v1", "\f1", "1\0", '"\0"', "[\u2028]", '"\t"', '"\n"', '"\x1f"', '"\x7f"', '"\x20"', '"\u2028\u2029"');
for (let code = 0; code < 128; code++) {
  const character = String.fromCharCode(code);
  add(`"${character}"`, `"\\${character}"`, character, `[${character}]`, `"a\\u00${code.toString(16).padStart(2, "0")}b"`);
}
add('"\\u"', '"\\u1"', '"\\u12"', '"\\u123"', '"\\u123g"', '"\\uABCD"', '"\\uabcd"', '"\\uAbCd"', '"\\U0041"', '"\\x41"', '"\\', '"\\"');

// Text beyond ASCII, surrogates in all arrangements.
const words = ["\u00e9", "\u20ac", "\u{1f600}", "\ufffd", "\uffff", "\ud7ff", "\ue000", "\u{10ffff}", "\u0080", "\u07ff", "\u0800", "\u{10000}", "\0"];
for (const word of words) add(JSON.stringify(word), `"x${word}y"`, JSON.stringify({ [word]: word }));
const halves = ["\\ud83d", "\\ude00", "\\uD800", "\\uDBFF", "\\uDC00", "\\uDFFF", "\\u0041", "\\ufffd", "x", "\\n", "\u20ac"];
for (const a of halves) for (const b of halves) add(`"${a}${b}"`);
for (let i = 0; i < 60; i++) add(`"${Array.from({ length: 1 + below(6) }, () => pick(halves)).join("")}"`);

// Numbers as text: digits, zeros, exponents, halves, the edges of every range.
add("9007199254740991", "9007199254740992", "9007199254740993", "-9007199254740993", "9223372036854775807", "9223372036854775808",
  "-9223372036854775808", "-9223372036854775809", "18446744073709551615", "18446744073709551616", "18446744073709551617",
  "99999999999999999999", "100000000000000000000", "1000000000000000000000", "123456789012345678901234567890", "1e20", "1e21", "1e22",
  "1e308", "1.7976931348623157e308", "1.7976931348623159e308", "1e309", "-1e309", "1e400", "-1e400", "1e99999999999999999999",
  "1e-99999999999999999999", "-1e-99999999999999999999", "0e99999999999", "0.0", "-0.0", "0e1", "-0e1", "5e-324", "2e-324", "3e-324",
  "2.4703282292062327e-324", "2.4703282292062328e-324", "2.2250738585072014e-308", "2.225073858507201e-308", "1e-7", "1e-6", "0.000001",
  "0.0000001", "123456.789e3", "1.0", "100.0", "1e0", "12300e-2", "0.1", "0.2", "0.30000000000000004", "4.35", "1e23", "9.5e-3");
add("1" + "0".repeat(400), "0." + "0".repeat(400) + "1", "1" + "0".repeat(400) + "e-400", "0." + "0".repeat(400) + "1e401",
  "1." + "0".repeat(800) + "1", "-" + "9".repeat(310), "0." + "9".repeat(400), "9007199254740992." + "9".repeat(30), "1" + "0".repeat(330) + "e-400");
for (let i = 0; i < 150; i++) {
  const digits = () => Array.from({ length: 1 + below(20) }, () => below(10)).join("");
  let number = (random() < 0.3 ? "-" : "") + (digits().replace(/^0+(?=.)/, ""));
  if (random() < 0.6) number += "." + digits();
  if (random() < 0.4) number += pick(["e", "E"]) + pick(["", "+", "-"]) + below(330);
  add(number);
}

// Nesting, duplicate keys, keys that JavaScript treats in its own way.
add("[".repeat(100) + "]".repeat(100), '{"a":'.repeat(100) + "1" + "}".repeat(100), '[{"a":['.repeat(50) + "]}]".repeat(50));
add('{"a":1,"a":2}', '{"a":1,"b":2,"a":3}', '{"a":1,"\\u0061":2}', '{"":1}', '{"__proto__":1}', '{"__proto__":{"x":1}}',
  '{"constructor":1,"toString":2}', '{"2":1,"1":2}', '{"b":1,"7":2,"a":3}', '{"-1":1,"0":2}', '{"01":1,"1":2}', '{"4294967294":1,"a":2,"4294967295":3}',
  '{"_placeholder":true,"num":0}', '{"length":1}');
const tree = (depth) => {
  const kind = below(depth > 4 ? 5 : 7);
  if (kind === 0) return null;
  if (kind === 1) return random() < 0.5;
  if (kind === 2) return below(1e9) - 5e8;
  if (kind === 3) return random() * 10 ** (below(40) - 20);
  if (kind === 4) return Array.from({ length: below(12) }, () => pick(["a", "B", " ", '"', "\\", "\n", "\x01", "/", "\u00e9", "\u20ac", "\u{1f600}"])).join("");
  if (kind === 5) return Array.from({ length: below(6) }, () => tree(depth + 1));
  return Object.fromEntries(Array.from({ length: below(6) }, (_, i) => [pick(["x", "key", "\u00e9", "a b", "q\"q"]) + i, tree(depth + 1)]));
};
for (let i = 0; i < 200; i++) add(JSON.stringify(tree(0), null, pick([0, 0, 1, "\t"])));
// Single characters broken out of or into valid texts.
for (let i = 0; i < 250; i++) {
  const text = JSON.stringify(tree(0));
  const at = below(text.length);
  add(text.slice(0, at) + pick(["", "", ",", "]", "}", "[", "{", '"', "\\", "0", "e", ":", " ", "\x00"]) + text.slice(at + 1));
}

for (const a of halves) for (const b of halves) add(`{"${a}":"${b}","${b}${a}":["${a}"]}`);

// Where value differs on purpose: whole numbers keep digits that doubles lose, keys that look like
// indexes keep their place.
const isIndex = (key) => /^(0|[1-9]\d*)$/.test(key) && Number(key) < 4294967295;
const differs = (text, parsed) => {
  const exact = [...text.matchAll(/"(?:[^"\\]|\\.)*"|(-?\d[\d.eE+-]*)/g)].some(
    ([, number]) => number && /^-?\d+$/.test(number) && number.length > 15 && BigInt(number) >= -(2n ** 63n) && BigInt(number) < 2n ** 64n && String(Number(number)) !== number);
  const hasOwnOrder = (each) => each !== null && typeof each === "object" && ((!Array.isArray(each) && Object.keys(each).some(isIndex)) || Object.values(each).some(hasOwnOrder));
  return exact || hasOwnOrder(parsed);
};

const hex = (text) => Buffer.from(text).toString("hex");
const lines = ["# input, outcome (refused, same or differs), JSON.stringify(JSON.parse(input)); octets in hexadecimal"];
for (const each of texts) {
  // A character that was cut in two does not survive being written as octets.
  const text = each.toWellFormed();
  let parsed;
  try {
    parsed = JSON.parse(text);
  } catch {
    lines.push(`${hex(text)} refused`);
    continue;
  }
  lines.push(`${hex(text)} ${differs(text, parsed) ? "differs" : "same"} ${hex(JSON.stringify(parsed))}`);
}
writeFileSync("json_vectors.txt", lines.join("\n") + "\n");

// Numbers by their bits, with the text JavaScript has for them.
const view = new DataView(new ArrayBuffer(8));
const numbers = new Set([0, -0, 1, -1, 0.1, 0.5, 1e20, 1e21, 1e22, 123456789012345680000, 1e-6, 1e-7, 1.5e-7, 5e-324, -5e-324, 2 ** 53, 2 ** 53 + 2, -(2 ** 53),
  2 ** 63, 2 ** 64, 1.7976931348623157e308, 2.2250738585072014e-308, NaN, Infinity, -Infinity, 1 / 3, 2 / 3, 100, 1e2, 123.456, 0.000001234, 4.35, 1e300, 9.999999999999999e22]);
for (let exponent = -330; exponent <= 308; exponent += 7) numbers.add(Number("1e" + exponent)).add(Number("-1.2345678901234567e" + exponent));
for (let i = 0; i < 600; i++) {
  view.setUint32(0, below(4294967296));
  view.setUint32(4, below(4294967296));
  numbers.add(view.getFloat64(0));
}
for (let i = 0; i < 400; i++) numbers.add(Number((random() * 10 ** (below(30) - 10)).toPrecision(1 + below(17))));
const bits = (number) => {
  view.setFloat64(0, number);
  return view.getBigUint64(0).toString(16).padStart(16, "0");
};
writeFileSync("number_vectors.txt", ["# bits of a double, JSON.stringify(double)", ...[...numbers, -0].map((each) => `${bits(each)} ${JSON.stringify(each)}`)].join("\n") + "\n");
console.log(`${lines.length - 1} texts, ${numbers.size + 1} numbers`);
