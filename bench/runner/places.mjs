// SPDX-License-Identifier: MIT
// Finds what a run needs: the built programs, the rivals, and what to say about the machine.

import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const benchFolder = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const repository = path.dirname(benchFolder);
const severalShards = [2, 4];

// The folder that holds bench_driver: the named one, its bench/ folder, or the newest in build/. For
// who measures, the newest that is optimised, if there is one.
export function findPrograms(named, { measures = false } = {}) {
    const build = path.join(repository, "build");
    const candidates = named
        ? [named, path.join(named, "bench")]
        : [path.join(build, "bench"), ...foldersIn(build).map((each) => path.join(each, "bench"))];
    const built = candidates
        .map((folder) => path.join(folder, "bench_driver"))
        .filter((file) => fs.existsSync(file))
        .sort((a, b) => fs.statSync(b).mtimeMs - fs.statSync(a).mtimeMs)
        .map((file) => path.dirname(path.resolve(file)));
    if (built.length === 0)
        throw new Error(
            "bench_driver is not built; build the targets bench_driver and bench_floor, " +
                "or name their folder with --build",
        );
    return (measures && built.find(isOptimised)) || built[0];
}

function foldersIn(folder) {
    if (!fs.existsSync(folder)) return [];
    return fs
        .readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => path.join(folder, entry.name));
}

// The commands of all servers, in the order of the table. A further rival is one more entry: a
// program that takes --port, --ping-interval, --tls-certificate and --tls-key. A server that cannot
// run here has a `remedy` instead of a command; one that `speaks` takes --revision, --parser and
// --deflate as well, one that `clusters` --redis and --crowd; `client` is the command of the clients
// of the same implementation; one with several `shards` runs only if
// it is asked for.
export function findServers(programs, socketiota) {
    const servers = new Map();
    servers.set("floor", { command: [path.join(programs, "bench_floor")] });

    const own = path.resolve(socketiota ?? path.join(programs, "bench_server"));
    if (fs.existsSync(own)) {
        const client = [path.join(programs, "bench_client")];
        servers.set("socketiota", { command: [own], client, speaks: true, clusters: true });
        for (const shards of severalShards)
            servers.set(`socketiota-${shards}`, {
                command: [own, "--shards", String(shards)],
                shards,
                speaks: true,
                clusters: true,
            });
    } else if (socketiota) throw new Error(`there is no server at ${socketiota}`);
    else servers.set("socketiota", { remedy: "build the target bench_server" });

    const official = packageFile("socket.io")
        ? undefined
        : { remedy: "npm ci --ignore-scripts   (in the folder of the repository)" };
    servers.set(
        "node",
        official ?? {
            command: [process.execPath, rival("node.js")],
            client: [process.execPath, rival("client.js")],
            speaks: true,
            clusters: true,
        },
    );

    const bun = bunProgram();
    if (official || !bun || !packageFile("@socket.io/bun-engine", rival("bun.js")))
        servers.set("bun", official ?? { remedy: "npm --prefix bench ci --ignore-scripts" });
    else servers.set("bun", { command: [bun, rival("bun.js")] });
    return servers;
}

function rival(name) {
    return path.join(benchFolder, "rivals", name);
}

// Bun comes as one package for each platform. Its own package would put the right one in place with
// an install script; which of those that npm chose runs here is as easily asked.
function bunProgram() {
    const packages = path.join(benchFolder, "node_modules", "@oven");
    return foldersIn(packages)
        .map((folder) => path.join(folder, "bin", "bun"))
        .find((program) => lineOf(program, "--version") !== undefined);
}

// The manifest of an installed package. Found from its entry point, because most packages do not
// export their package.json; from inside of another package, so that it is the copy that runs.
function packageFile(name, from = rival("node.js")) {
    let folder;
    try {
        folder = path.dirname(createRequire(from).resolve(name));
    } catch {
        return undefined;
    }
    for (; folder !== path.dirname(folder); folder = path.dirname(folder)) {
        const file = path.join(folder, "package.json");
        if (fs.existsSync(file) && JSON.parse(fs.readFileSync(file, "utf8")).name === name)
            return file;
    }
    return undefined;
}

// The versions of the rivals and of what they run on.
function rivalVersions() {
    const versions = {};
    let from;
    for (const name of ["socket.io", "socket.io-client", "engine.io", "ws"]) {
        from = packageFile(name, from);
        if (from === undefined) break;
        versions[name] = JSON.parse(fs.readFileSync(from, "utf8")).version;
    }
    const bun = bunProgram();
    const engine = packageFile("@socket.io/bun-engine", rival("bun.js"));
    if (bun) versions.bun = lineOf(bun, "--version");
    if (engine)
        versions["@socket.io/bun-engine"] = JSON.parse(fs.readFileSync(engine, "utf8")).version;
    return versions;
}

function lineOf(program, ...parameters) {
    try {
        return execFileSync(program, parameters, {
            cwd: repository,
            encoding: "utf8",
            stdio: ["ignore", "pipe", "ignore"],
        })
            .split("\n")[0]
            .trim();
    } catch {
        return undefined;
    }
}

// Only of such a build the numbers are worth anything.
export function isOptimised(programs) {
    return ["Release", "RelWithDebInfo"].includes(cacheOf(programs)("CMAKE_BUILD_TYPE"));
}

// What the C++ programs were built with.
export function buildOf(programs) {
    const entry = cacheOf(programs);
    const compiler = entry("CMAKE_CXX_COMPILER");
    return {
        type: entry("CMAKE_BUILD_TYPE") || undefined,
        compiler: compiler && lineOf(compiler, "--version"),
        flags: entry("CMAKE_CXX_FLAGS") || undefined,
    };
}

// Reads entries of the cache of a build folder.
function cacheOf(programs) {
    const cache = [programs, path.dirname(programs)]
        .map((folder) => path.join(folder, "CMakeCache.txt"))
        .find((file) => fs.existsSync(file));
    const text = cache ? fs.readFileSync(cache, "utf8") : "";
    return (name) => new RegExp(`^${name}:[A-Z]+=(.*)$`, "m").exec(text)?.[1];
}

export function describeRun(programs) {
    const status = lineOf("git", "status", "--porcelain", "--untracked-files=no");
    return {
        commit: lineOf("git", "rev-parse", "--short=12", "HEAD"),
        clean: status === "",
        machine: {
            cpu: os.cpus()[0]?.model.trim(),
            cores: os.cpus().length,
            kernel: `${os.type()} ${os.release()}`,
            memory_bytes: os.totalmem(),
        },
        versions: {
            node: process.version,
            ...rivalVersions(),
            openssl: lineOf("openssl", "version"),
            build: buildOf(programs),
        },
    };
}
