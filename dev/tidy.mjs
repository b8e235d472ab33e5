// SPDX-License-Identifier: MIT
// Runs clang-tidy on all files that the preset tidy compiles, or on those whose paths contain one of
// the arguments. Each file alone would take hours: nearly all of the time goes to the headers of the
// standard library and of Asio. So files of one folder that are compiled in the same way are included
// in one source, ten at a time; where two of them clash, they are checked apart.
// Needs: cmake --preset tidy, which also sees that clang-tidy can read its settings.
// Usage: node dev/tidy.mjs [PART OF A PATH]...
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const repository = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const build = path.join(repository, "build", "tidy");
const scratch = path.join(build, "together");
const together = 10;

function run(command, parameters) {
    return new Promise((resolve, reject) => {
        const child = spawn(command, parameters, { stdio: ["ignore", "pipe", "pipe"] });
        let output = "";
        child.stdout.on("data", (text) => (output += text));
        child.stderr.on("data", (text) => (output += text));
        child.on("error", reject);
        child.on("close", (status) => resolve({ output, good: status === 0 }));
    });
}

// What was said to the shell, without its quotes, the compiler and the names of files.
function flagsOf({ command }) {
    const words = command.match(/(?:\\.|"(?:\\.|[^"])*"|\S)+/g);
    const plain = words.map((word) => word.replace(/\\(.)|"/g, "$1"));
    const from = plain.findIndex((word) => word.endsWith("clang++")) + 1;
    return plain.slice(from, plain.indexOf("-o"));
}

// Files to be checked together: of one folder, with the same flags.
function findGroups(wanted) {
    const text = fs.readFileSync(path.join(build, "compile_commands.json"), "utf8");
    const groups = new Map();
    const seen = new Set();
    for (const entry of JSON.parse(text)) {
        const file = path.relative(repository, entry.file);
        const chosen = wanted.length === 0 || wanted.some((part) => file.includes(part));
        // What the build writes is not ours to tidy, and a test of a rule has to break it.
        if (!chosen || seen.has(file) || file.startsWith("build") || file.includes("/bad_")) continue;
        seen.add(file);
        const flags = flagsOf(entry);
        const key = JSON.stringify([path.dirname(file), flags]);
        if (!groups.has(key)) groups.set(key, { flags, files: [] });
        groups.get(key).files.push(file);
    }
    return [...groups.values()].flatMap(({ flags, files }) =>
        Array.from({ length: Math.ceil(files.length / together) }, (_, index) => ({
            flags,
            files: files.slice(index * together, (index + 1) * together),
        })),
    );
}

// A folder of its own may say what is not checked there; that goes for a source that includes it.
function writeSource({ files }) {
    const [top] = files[0].split(path.sep);
    const folder = path.join(scratch, top);
    fs.mkdirSync(folder, { recursive: true });
    const settings = path.join(repository, top, ".clang-tidy");
    if (fs.existsSync(settings)) fs.copyFileSync(settings, path.join(folder, ".clang-tidy"));
    const source = path.join(folder, `${files[0].replaceAll(path.sep, "_")}_${files.length}.cpp`);
    const lines = files.map((file) => `#include "${path.join(repository, file)}"\n`);
    fs.writeFileSync(source, lines.join(""));
    return source;
}

async function check(group, waiting) {
    const source = writeSource(group);
    // Alone first, because clang++ says where files clash, and its warnings are errors.
    const compiled = await run("clang++", [...group.flags, "-fsyntax-only", source]);
    if (!compiled.good && group.files.length > 1) {
        const half = Math.ceil(group.files.length / 2);
        waiting.unshift({ ...group, files: group.files.slice(0, half) });
        waiting.unshift({ ...group, files: group.files.slice(half) });
        return true;
    }
    const { output, good } = compiled.good
        ? await run("clang-tidy", [
              "--quiet",
              "--checks=-bugprone-suspicious-include",
              "--header-filter=/(include/socketiota|src|tests|fuzz|bench|examples)/",
              source,
              "--",
              ...group.flags,
          ])
        : compiled;
    const findings = output.replace(/^\d+ warnings? .*\n|^Suppressed .*\n|^Use -header.*\n/gm, "");
    console.log(`${good ? "ok   " : "WRONG"} ${group.files.join(" ")}${good ? "" : `\n${findings}`}`);
    return good;
}

fs.rmSync(scratch, { recursive: true, force: true });
const waiting = findGroups(process.argv.slice(2));
if (waiting.length === 0) {
    console.error("no file has such a path");
    process.exit(2);
}
let wrong = 0;
async function work() {
    for (let group = waiting.shift(); group; group = waiting.shift())
        if (!(await check(group, waiting))) ++wrong;
}
await Promise.all(Array.from({ length: os.availableParallelism() }, work));
console.log(wrong === 0 ? "clang-tidy finds nothing" : `clang-tidy finds something in ${wrong} groups`);
process.exitCode = wrong === 0 ? 0 : 1;
