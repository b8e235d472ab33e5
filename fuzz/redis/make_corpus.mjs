// SPDX-License-Identifier: MIT
// Writes the seeds of the fuzzers in this folder: the kinds of values of RESP2 and RESP3, and what
// servers say to connections and about clusters.
//   node fuzz/redis/make_corpus.mjs
import { mkdirSync, rmSync, writeFileSync } from "node:fs";

const folder_of = (name) => {
  const folder = new URL(`../corpus/redis_${name}/`, import.meta.url);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return (file, ...parts) => writeFileSync(
    new URL(file, folder),
    Buffer.concat(parts.map((part) => typeof part === "number" ? Buffer.from([part]) : Buffer.from(part, "latin1"))),
  );
};
const seed = folder_of("reply");
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

const connection = folder_of("connection");
const pong = "+PONG\r\n";
connection("commands", 0, 255, pong, "+1\r\n", "-ERR no\r\n", "$-1\r\n", "+OK\r\n+QUEUED\r\n*1\r\n:1\r\n");
connection("too-many-answers", 0, 9, pong, ":1\r\n".repeat(9));
connection("not-let-in", 0, 5, "-NOAUTH Authentication required.\r\n");
connection("replica", 0, 7, pong, "-READONLY no\r\n");
const confirmed = (verb, name) => `>3\r\n+${verb}\r\n+${name}\r\n:1\r\n`;
connection("subscriptions", 1, 255, "%0\r\n", pong, confirmed("subscribe", "a"), confirmed("ssubscribe", "b"),
  ">3\r\n+message\r\n+a\r\n+x\r\n", ">3\r\n+smessage\r\n+b\r\n+x\r\n", "+1\r\n");
connection("resp2", 1, 3, "-ERR unknown command\r\n", pong, array("+subscribe\r\n", "+a\r\n", ":1\r\n"),
  "-NOPERM no\r\n", array("+pmessage\r\n", "+a*\r\n", "+ab\r\n", "+x\r\n"), ">3\r\n+sunsubscribe\r\n+b\r\n:0\r\n");
connection("http", 1, 255, "HTTP/1.1 400 Bad Request\r\n");

const slots = folder_of("slots");
const range = (first, last, host, port) => array(`:${first}\r\n`, `:${last}\r\n`, array(host, `:${port}\r\n`, "+id\r\n"));
slots("two", array(range(0, 8000, "+10.0.0.1\r\n", 7000), range(8001, 16383, "$-1\r\n", 7001)));
slots("too-far", array(range(0, 16384, "+h\r\n", 1)));
slots("backwards", array(range(2, 1, "+h\r\n", 1)));
slots("moved", "MOVED 3999 127.0.0.1:6381");
slots("ask", "ASK 1 2001:db8::1:7000");
slots("moved-here", "MOVED 1 :7000");
