// SPDX-License-Identifier: MIT
// Prints how long the compiler's front end takes for each public header alone, the slowest first: CPU
// time in seconds, the least of several runs, and what it is in terms of a yardstick, the headers of
// the standard library and of Asio that nearly all of ours need. Seconds are those of this machine at
// this hour; the yardstick tells machines apart. Succeeds if none takes more than a second.
// Usage: node dev/header_times.mjs [COMPILER]
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const repository = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const include = path.join(repository, "include");
const compiler = process.argv[2] ?? "g++";
const most = 1; // what a header may take
const runs = 5;
const yardstick = ["chrono", "functional", "memory", "string", "variant", "vector", "boost/asio/awaitable.hpp"];

function frontEnd(headers) {
    const compile = `${compiler} -std=c++20 -fsyntax-only -I '${include}' -x c++ -`;
    const { stderr, status } = spawnSync("bash", ["-c", `TIMEFORMAT='%U %S'; time ${compile}`], {
        input: headers.map((header) => `#include <${header}>\n`).join(""),
        encoding: "utf8",
    });
    if (status !== 0) throw new Error(`${headers} does not compile:\n${stderr}`);
    const [user, system] = stderr.trim().split("\n").at(-1).split(" ").map(Number);
    return user + system;
}

// `detail/` is for our own headers to include.
const headers = ["socketiota", "socketiota/codec"].flatMap((folder) =>
    fs
        .readdirSync(path.join(include, folder))
        .filter((name) => name.endsWith(".hpp"))
        .map((name) => [`${folder}/${name}`]),
);
const measured = [yardstick, ...headers].map((which) => ({ which, seconds: Infinity }));
// Round by round, so that whatever else the machine does meets all of them.
for (let run = 0; run !== runs; ++run)
    for (const each of measured) each.seconds = Math.min(each.seconds, frontEnd(each.which));
const [unit, ...times] = measured;
times.sort((a, b) => b.seconds - a.seconds);
console.log(`seconds  of ${unit.seconds.toFixed(2)} s, the yardstick`);
for (const { which, seconds } of times) {
    const ratio = (seconds / unit.seconds).toFixed(2);
    console.log(`${seconds.toFixed(2)}  ${ratio}  ${which}${seconds > most ? "  too slow" : ""}`);
}
process.exitCode = times.some(({ seconds }) => seconds > most) ? 1 : 0;
