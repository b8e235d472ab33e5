// SPDX-License-Identifier: MIT
// What the ways of install.test.mjs share: commands, builds, and a look at what was built.
import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { io } from "socket.io-client";

export const here = path.dirname(fileURLToPath(import.meta.url));
export const repository = path.dirname(path.dirname(here));
export const stranger = path.join(here, "stranger");
export const [way, workFolder, cmake] = process.argv.slice(2);
export const work = path.join(workFolder, way);
/** The npm package whose files a server gives to browsers, and their names. */
export const client = path.join(repository, "node_modules", "socket.io-client");
const clientVersion = JSON.parse(fs.readFileSync(path.join(client, "package.json"), "utf8")).version;
const clientFiles = ["socket.io.js", "socket.io.min.js", "socket.io.esm.min.js", "socket.io.msgpack.min.js"]
    .flatMap((script) => [script, `${script}.map`]);
export const staticLibrary = path.join(workFolder, "static");
/** Where a release is unpacked, by FetchContent too: what was compiled from there is in ccache. */
export const releases = path.join(workFolder, "releases");
export const release = path.join(releases, "socketiota-src");
export const sharedLibrary = path.join(workFolder, "shared");
const project = fs.readFileSync(path.join(repository, "CMakeLists.txt"), "utf8");
export const [, version] = project.match(/VERSION (\d+\.\d+\.\d+)$/m);
export const [, description] = project.match(/DESCRIPTION "(.*)"$/m);

if (spawnSync("ccache", ["--version"]).status === 0)
    process.env.CMAKE_CXX_COMPILER_LAUNCHER ??= "ccache";

/** What a command prints; a failure tells all that it said. */
export function run(command, args, options = {}) {
    try {
        return execFileSync(command, args, {
            encoding: "utf8",
            stdio: ["ignore", "pipe", "pipe"],
            maxBuffer: 1 << 28,
            ...options,
        });
    } catch (failure) {
        throw new Error(`${command} ${args.join(" ")}\n${failure.stdout}\n${failure.stderr}`);
    }
}

export function asRoot(command, args) {
    const options = { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
    if (process.getuid() === 0) run(command, args, options);
    else run("sudo", [command, ...args], options);
}

/** Configures with variables that are written like `NAME=value`. */
export function configure(source, folder, ...variables) {
    const all = ["CMAKE_BUILD_TYPE=Release", ...variables];
    run(cmake, ["-G", "Ninja", "-S", source, "-B", folder, ...all.flatMap((one) => ["-D", one])]);
}

/** Packs what a release has, which is less than a checkout, and gives the archive. */
export function packRelease() {
    const archive = path.join(work, "release.tar.gz");
    const parts = ["CMakeLists.txt", "LICENSE", "cmake", "include", "src", "tools"];
    run("tar", ["-czf", archive, "-C", repository, ...parts]);
    return archive;
}

export function unpackRelease() {
    const archive = packRelease();
    fs.rmSync(release, { recursive: true, force: true });
    fs.mkdirSync(release, { recursive: true });
    run("tar", ["-xzf", archive, "-C", release]);
}

/** What configuring says that must fail. */
export function refusal(source, folder, ...variables) {
    let said = "";
    try {
        configure(source, folder, ...variables);
    } catch (failure) {
        said = failure.message;
    }
    return said;
}

export function build(folder) {
    run(cmake, ["--build", folder, "--parallel", "2"]);
}

/** A variable that makes CMake look at another simdjson first, of that version. */
function otherSimdjson(version) {
    process.env.SIMDJSON_VERSION = version;
    return `simdjson_DIR=${path.join(here, "other_simdjson")}`;
}

/** A newer simdjson is taken, and an older one refused in a sentence. */
export function takesNewerSimdjson(source, ...variables) {
    const newer = path.join(work, "newer");
    const found = otherSimdjson("3.6.4");
    configure(source, newer, found, ...variables);
    const cache = fs.readFileSync(path.join(newer, "CMakeCache.txt"), "utf8");
    assert.match(cache, new RegExp(found.replace("=", ":\\w+=")), "another simdjson was taken");
    const said = refusal(source, path.join(work, "older"), otherSimdjson("2.2.3"), ...variables);
    assert.match(said, /socketiota needs simdjson 3 or later,\s+and\s+finds\s+2\.2\.3/);
}

/** Builds the stranger's project and gives its program. */
export function buildStranger(how, ...variables) {
    const folder = path.join(work, `stranger-${how}`);
    configure(stranger, folder, `WAY=${how}`, `LIBRARY=${repository}`, ...variables);
    build(folder);
    return path.join(folder, "stranger");
}

/** The stranger's test, which is built beside the program, passes. */
export function passesTest(program, environment = {}) {
    const test = path.join(path.dirname(program), "stranger_test");
    assert.equal(run(test, [], { env: { ...process.env, ...environment } }), "hello\n");
}

/** The program answers the official client and serves its files. */
export async function serves(program, environment = {}, args = []) {
    const child = spawn(program, args, {
        stdio: ["ignore", "pipe", "inherit"],
        env: { ...process.env, ...environment },
    });
    const ended = once(child, "close");
    const [port] = await Promise.race([
        once(child.stdout, "data"),
        ended.then(([code]) => assert.fail(`${program} ended with ${code}`)),
    ]);
    const url = `http://localhost:${Number(port)}`;
    for (const file of clientFiles) await servesFile(`${url}/socket.io/${file}`);
    const socket = io(url);
    assert.equal(await socket.timeout(10000).emitWithAck("hello", "stranger"), "hello stranger");
    socket.emit("stop");
    assert.deepEqual(await ended, [0, null]);
    socket.disconnect();
}

/** One of the files for browsers, plain and packed; who has it already is told so. */
async function servesFile(url) {
    const published = fs.readFileSync(path.join(client, "dist", path.basename(url)), "utf8");
    for (const encoding of ["identity", "gzip"]) {
        const headers = { "accept-encoding": encoding };
        const whole = await fetch(url, { headers });
        assert.equal(whole.status, 200, `${url} is found`);
        assert.equal(whole.headers.get("content-encoding"), encoding === "gzip" ? "gzip" : null, url);
        assert.equal(await whole.text(), published, url);
        const etag = whole.headers.get("etag");
        assert.equal(etag, `"${clientVersion}"`, url);
        const known = await fetch(url, { headers: { ...headers, "if-none-match": etag } });
        assert.equal(known.status, 304, url);
    }
}
