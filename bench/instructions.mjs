#!/usr/bin/env node
// SPDX-License-Identifier: MIT
// Counts the instructions of the library's main paths under valgrind, and compares them with those that
// the repository holds: a slow-down is seen on any machine, whatever else it does, and nothing is timed.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { complaintsAbout, table } from "./instructions/compare.mjs";
import { countsIn } from "./instructions/dumps.mjs";

const usage = `usage: node bench/instructions.mjs [options]

Counts instructions for each run of a path, and fails where bench/instructions/counts.json says
something else.

  --build DIR   a build of type Release whose src/ has libsocketiota.a (default build/release)
  --store       writes the counts to the file instead of comparing; the commit says why they changed
  --keep DIR    keeps what valgrind wrote, for callgrind_annotate
  --help        this text
`;

const here = path.dirname(fileURLToPath(import.meta.url));
const stored = path.join(here, "instructions", "counts.json");
const { values: option } = parseArgs({
    options: {
        build: { type: "string", default: path.join(path.dirname(here), "build", "release") },
        store: { type: "boolean", default: false },
        keep: { type: "string" },
        help: { type: "boolean", default: false },
    },
});

// Functions that the processor chooses, the same on each: the C library's without what newer ones have,
// simdjson's and OpenSSL's for one of 2008. Ours begins at 64 octets, which no path here has.
const sameProcessor = {
    GLIBC_TUNABLES: "glibc.cpu.hwcaps=-AVX2,-AVX,-AVX_Fast_Unaligned_Load,-AVX512F,-AVX512VL,-BMI2,-ERMS,-FSRM,-MOVBE,-LZCNT,-RTM,-SSSE3",
    SIMDJSON_FORCE_IMPLEMENTATION: "westmere",
    OPENSSL_ia32cap: "0:0",
};

/** What a variable has in the cache of the build. */
function cached(name) {
    const file = path.join(option.build, "CMakeCache.txt");
    if (!fs.existsSync(file)) throw new Error(`there is no build in ${option.build}; see --help`);
    return new RegExp(`^${name}:\\w+=(.*)$`, "m").exec(fs.readFileSync(file, "utf8"))?.[1];
}

/** Builds the program that runs the paths with the library of the build. */
function buildProgram(folder) {
    const type = cached("CMAKE_BUILD_TYPE");
    if (type !== "Release") throw new Error(`the build in ${option.build} is of type '${type}', not Release`);
    const library = path.join(option.build, "src", "libsocketiota.a");
    const sources = cached("CMAKE_HOME_DIRECTORY");
    const program = path.join(folder, "bench_instructions");
    const launcher = cached("CMAKE_CXX_COMPILER_LAUNCHER");
    const compile = [...(launcher ? [launcher] : []), cached("CMAKE_CXX_COMPILER"), "-std=c++20", "-O3", "-DNDEBUG"];
    const includes = ["include", "src"].flatMap((name) => ["-I", path.join(sources, name)]);
    const objects = ["main", "sans_io", "cluster", "redis", "server", "two_shards"].map((name) => {
        const object = path.join(folder, `${name}.o`);
        const source = path.join(here, "instructions", `${name}.cpp`);
        const [command, ...args] = [...compile, ...includes, "-c", source, "-o", object];
        execFileSync(command, args, { stdio: "inherit" });
        return object;
    });
    execFileSync(
        cached("CMAKE_CXX_COMPILER"),
        [...objects, library, "-lssl", "-lcrypto", "-lsimdjson", "-lz", "-o", program],
        { stdio: "inherit" },
    );
    return program;
}

function count(program, folder) {
    const said = execFileSync(
        "valgrind",
        ["--tool=callgrind", `--callgrind-out-file=${path.join(folder, "out")}`, program],
        { env: { ...process.env, ...sameProcessor }, stdio: ["ignore", "pipe", "pipe"], encoding: "utf8" },
    );
    return countsIn(folder, said);
}

/** Compilers make different code, so what one makes is compared with its own alone. */
function toolchain() {
    const said = execFileSync(cached("CMAKE_CXX_COMPILER"), ["--version"], { encoding: "utf8" });
    const [, major] = /(\d+)\.\d+\.\d+$/m.exec(said);
    return `${said.includes("clang") ? "clang" : "gcc"} ${major} ${os.arch()}`;
}

function main() {
    if (option.help) {
        process.stdout.write(usage);
        return;
    }
    const folder = option.keep ?? fs.mkdtempSync(path.join(os.tmpdir(), "instructions-"));
    fs.mkdirSync(folder, { recursive: true });
    try {
        const counted = count(buildProgram(folder), folder);
        const all = JSON.parse(fs.readFileSync(stored, "utf8"));
        const key = toolchain();
        console.log(table(all[key] ?? {}, counted));
        if (option.store) {
            fs.writeFileSync(stored, `${JSON.stringify({ ...all, [key]: counted }, null, 4)}\n`);
            return;
        }
        const complaints = complaintsAbout(all[key], counted, key);
        for (const complaint of complaints) console.error(complaint);
        if (complaints.length > 0) process.exitCode = 1;
    } finally {
        if (!option.keep) fs.rmSync(folder, { recursive: true });
    }
}

try {
    main();
} catch (error) {
    console.error(`bench/instructions.mjs: ${error.message}${error.stderr ? `\n${error.stderr}` : ""}`);
    process.exitCode = 1;
}
