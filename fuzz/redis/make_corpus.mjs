// SPDX-License-Identifier: MIT
// Writes the seeds of the fuzzer in this folder: the kinds of values of RESP2 and RESP3.
//   node fuzz/redis/make_corpus.mjs
import { mkdirSync, rmSync, writeFileSync } from "node:fs";

const folder = new URL("../corpus/redis_reply/", import.meta.url);
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const seed = (name, pieces, text) =>
  writeFileSync(new URL(name, folder), Buffer.concat([Buffer.from([pieces]), Buffer.from(text, "latin1")]));
const bulk = (text) => `$${text.length}\r\n${text}\r\n`;
const array = (...values) => `*${values.length}\r\n${values.join("")}`;

seed("status", 255, "+OK\r\n-ERR no\r\n+PONG\r\n");
seed("numbers", 3, ":1000\r\n:-5\r\n,3.14\r\n,inf\r\n(123456789012345678901234567890\r\n");
seed("texts", 6, bulk("hello") + bulk("") + "$-1\r\n" + bulk("a\r\n\0\xff"));
seed("nothing", 0, "$-1\r\n*-1\r\n_\r\n*0\r\n%0\r\n~0\r\n");
seed("message", 9, array(bulk("message"), bulk("channel"), bulk("payload")));
seed("pushes", 4, `>4\r\n${bulk("pmessage")}${bulk("p*")}${bulk("pc")}${bulk("1")}+OK\r\n`);
seed("xread", 20, array(array(bulk("s"), array(array(bulk("1-0"), array(bulk("k"), bulk("v")))))));
seed("map", 2, `%2\r\n+a\r\n:1\r\n+b\r\n${array("#t\r\n", "#f\r\n")}`);
seed("formatted", 1, "=8\r\ntxt:text\r\n!5\r\nERR x\r\n~1\r\n+x\r\n");
seed("remark", 5, `|1\r\n+k\r\n:1\r\n${array(":1\r\n", "|1\r\n+x\r\n*1\r\n_\r\n:2\r\n")}`);
seed("deep", 7, "*1\r\n".repeat(16) + ":1\r\n");
seed("too-deep", 7, "*1\r\n".repeat(17));
seed("too-many", 7, "*201\r\n");
seed("too-large", 7, "$3001\r\n");
seed("http", 255, "HTTP/1.1 400 Bad Request\r\n");
seed("tls", 255, "\x15\x03\x01\0\x02\x02\x28");
