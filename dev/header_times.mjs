// SPDX-License-Identifier: MIT
// Prints how long the compiler's front end takes for each public header alone, the slowest first: CPU
// time in seconds, the least of three runs. Usage: node dev/header_times.mjs [COMPILER]
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const repository = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const include = path.join(repository, "include");
const compiler = process.argv[2] ?? "g++";
const most = 1; // what a header may take

function frontEnd(header) {
    const compile = `${compiler} -std=c++20 -fsyntax-only -I '${include}' -x c++ -`;
    const { stderr, status } = spawnSync("bash", ["-c", `TIMEFORMAT='%U %S'; time ${compile}`], {
        input: `#include <${header}>\n`,
        encoding: "utf8",
    });
    if (status !== 0) throw new Error(`${header} does not compile:\n${stderr}`);
    const [user, system] = stderr.trim().split("\n").at(-1).split(" ").map(Number);
    return user + system;
}

const headers = fs
    .readdirSync(path.join(include, "socketiota"))
    .filter((name) => name.endsWith(".hpp"))
    .map((name) => `socketiota/${name}`);
const times = headers
    .map((header) => [header, Math.min(...[1, 2, 3].map(() => frontEnd(header)))])
    .sort(([, a], [, b]) => b - a);
for (const [header, seconds] of times)
    console.log(`${seconds.toFixed(2)}  ${header}${seconds > most ? "  too slow" : ""}`);
process.exitCode = times.some(([, seconds]) => seconds > most) ? 1 : 0;
