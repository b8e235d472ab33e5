// SPDX-License-Identifier: MIT
// Builds a stranger's project with the library in one of the ways that users take, starts its
// program, and asks it for an answer and for the client files.
// Usage: node install.test.mjs WAY WORK_FOLDER CMAKE [OPTION...]
import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { io } from "socket.io-client";

const here = path.dirname(fileURLToPath(import.meta.url));
const repository = path.dirname(path.dirname(here));
const stranger = path.join(here, "stranger");
const [way, workFolder, cmake] = process.argv.slice(2);
const work = path.join(workFolder, way);
if (spawnSync("ccache", ["--version"]).status === 0)
    process.env.CMAKE_CXX_COMPILER_LAUNCHER ??= "ccache";
const version = fs
    .readFileSync(path.join(repository, "CMakeLists.txt"), "utf8")
    .match(/VERSION (\d+\.\d+\.\d+)$/m)[1];

fs.rmSync(work, { recursive: true, force: true });
fs.mkdirSync(work, { recursive: true });

function run(command, args, options = {}) {
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

// Optimisation is not what is tested here, and it takes most of the time.
function configure(source, build, ...options) {
    run(cmake, ["-G", "Ninja", "-S", source, "-B", build, "-D", "CMAKE_BUILD_TYPE=None", ...options]);
}

function build(folder) {
    run(cmake, ["--build", folder, "--parallel", "2"]);
}

const staticLibrary = path.join(workFolder, "static");
const sharedLibrary = path.join(workFolder, "shared");

/** The library built as users build it, without developer mode. */
function buildLibrary(folder) {
    const shared = folder === sharedLibrary ? "ON" : "OFF";
    const options = [`BUILD_SHARED_LIBS=${shared}`, "CMAKE_INSTALL_PREFIX=/usr"];
    // Debian's folder for the one, everybody else's for the other.
    if (folder === staticLibrary) options.push("CMAKE_INSTALL_LIBDIR=lib");
    configure(repository, folder, ...options.flatMap((option) => ["-D", option]));
    build(folder);
}

function buildStranger(how, ...options) {
    const folder = path.join(work, `stranger-${how}`);
    configure(stranger, folder, "-D", `WAY=${how}`, "-D", `LIBRARY=${repository}`, ...options);
    build(folder);
    return path.join(folder, "stranger");
}

/** The program answers the official client and serves its files. */
async function serves(program, environment = {}) {
    const child = spawn(program, { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, ...environment } });
    const ended = once(child, "close");
    const [port] = await Promise.race([
        once(child.stdout, "data"),
        ended.then(([code]) => assert.fail(`${program} ended with ${code}`)),
    ]);
    const url = `http://localhost:${Number(port)}`;
    const bundle = await fetch(`${url}/socket.io/socket.io.js`);
    assert.equal(bundle.status, 200, "the client files are found");
    assert.match(await bundle.text(), /Socket\.IO v4/);
    assert.ok(bundle.headers.get("etag"), "they have an ETag");
    const socket = io(url);
    assert.equal(await socket.timeout(10000).emitWithAck("hello", "stranger"), "hello stranger");
    socket.emit("stop");
    assert.deepEqual(await ended, [0, null]);
    socket.disconnect();
}

const ways = {
    /** For the others. */
    async static() {
        buildLibrary(staticLibrary);
    },

    async shared() {
        buildLibrary(sharedLibrary);
    },

    /** `cmake --install` to a folder that is then moved, found by CMake and by pkg-config. */
    async installed() {
        for (const library of [staticLibrary, sharedLibrary]) {
            const first = path.join(work, "first");
            const prefix = path.join(work, `moved-${path.basename(library)}`);
            run(cmake, ["--install", library, "--prefix", first]);
            fs.renameSync(first, prefix);
            fs.rmSync(path.join(work, "stranger-find_package"), { recursive: true, force: true });
            const program = buildStranger("find_package", "-D", `CMAKE_PREFIX_PATH=${prefix}`);
            // A program with the library inside is installed beside the files, too.
            const beside = path.join(prefix, "bin", "stranger");
            fs.mkdirSync(path.dirname(beside), { recursive: true });
            fs.copyFileSync(program, beside);
            await serves(beside, { LD_LIBRARY_PATH: libraryFolder(prefix) });
            await pkgConfig(prefix);
        }
    },

    async add_subdirectory() {
        await serves(buildStranger("add_subdirectory", "-D", "BUILD_SHARED_LIBS=ON"));
    },

    async FetchContent() {
        // A release has no client files: its user says where they are.
        const archive = path.join(work, "release.tar.gz");
        const parts = ["CMakeLists.txt", "LICENSE", "cmake", "include", "src"];
        run("tar", ["-czf", archive, "-C", repository, ...parts]);
        const client = path.join(repository, "node_modules", "socket.io-client");
        await serves(
            buildStranger(
                "FetchContent",
                "-D",
                `LIBRARY=${archive}`,
                "-D",
                `SOCKETIOTA_CLIENT_PACKAGE=${client}`,
            ),
        );
    },

    /** The Debian packages: what they hold, installed, used and removed again. */
    async debian() {
        run("cpack", ["-B", path.join(work, "packages")], { cwd: sharedLibrary });
        const packages = fs
            .readdirSync(path.join(work, "packages"))
            .filter((name) => name.endsWith(".deb"))
            .map((name) => path.join(work, "packages", name));
        assert.equal(packages.length, 2);
        const names = packages.map((file) => run("dpkg-deb", ["--field", file, "Package"]).trim());
        assert.deepEqual(names.sort(), ["libsocketiota-dev", "libsocketiota0"]);
        try {
            asRoot("dpkg", ["--install", ...packages]);
            await serves(buildStranger("find_package"));
        } finally {
            asRoot("dpkg", ["--purge", ...names]);
        }
    },

    /** Without something that it needs, one sentence says what to install. */
    async missing() {
        for (const [name, hint] of [
            ["Boost", "libboost"],
            ["OpenSSL", "libssl-dev"],
            ["simdjson", "libsimdjson-dev"],
            ["ZLIB", "zlib1g-dev"],
        ]) {
            let said = "";
            try {
                configure(
                    repository,
                    path.join(work, name),
                    "-D",
                    `CMAKE_DISABLE_FIND_PACKAGE_${name}=ON`,
                );
            } catch (failure) {
                said = failure.message;
            }
            assert.match(said, new RegExp(`socketiota needs .*${hint}`), name);
        }
    },

    /** The recipes name the version of the project, and the port installs what it should. */
    async recipes() {
        const port = path.join(repository, "packaging", "vcpkg", "socketiota");
        assert.equal(JSON.parse(fs.readFileSync(path.join(port, "vcpkg.json"), "utf8")).version, version);
        const recipe = path.join(repository, "packaging", "conan", "conanfile.py");
        run("python3", ["-m", "py_compile", recipe], { env: { ...process.env, PYTHONPYCACHEPREFIX: work } });
        assert.ok(fs.readFileSync(recipe, "utf8").includes(`version = "${version}"`));
        // The commands of vcpkg that the port uses, as far as they matter here.
        run(cmake, [
            "-D",
            `REPOSITORY=${repository}`,
            "-D",
            `BUILT=${staticLibrary}`,
            "-D",
            `WORK=${work}`,
            "-D",
            `CURRENT_PACKAGES_DIR=${path.join(work, "package")}`,
            "-P",
            path.join(here, "vcpkg_commands.cmake"),
        ]);
        for (const file of [
            "include/socketiota/server.hpp",
            "share/socketiota/copyright",
            "share/socketiota/socketiota-config.cmake",
            "lib/libsocketiota.a",
        ])
            assert.ok(fs.existsSync(path.join(work, "package", file)), file);
        for (const folder of ["debug/include", "debug/share"])
            assert.ok(!fs.existsSync(path.join(work, "package", folder)), folder);
    },
};

function libraryFolder(prefix) {
    const found = fs
        .readdirSync(prefix, { recursive: true })
        .find((name) => /\/libsocketiota\.(a|so)$/.test(name));
    return path.join(prefix, path.dirname(found));
}

async function pkgConfig(prefix) {
    const libraries = libraryFolder(prefix);
    const environment = { ...process.env, PKG_CONFIG_PATH: path.join(libraries, "pkgconfig") };
    const flags = run("pkg-config", ["--cflags", "--libs", "socketiota"], { env: environment });
    assert.equal(
        run("pkg-config", ["--modversion", "socketiota"], { env: environment }).trim(),
        version,
    );
    const program = path.join(prefix, "bin", "by-pkg-config");
    run("g++", [
        "-std=c++20",
        path.join(stranger, "main.cpp"),
        ...flags.trim().split(/\s+/),
        "-o",
        program,
    ]);
    await serves(program, { LD_LIBRARY_PATH: libraries });
}

function asRoot(command, args) {
    const options = { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
    if (process.getuid() === 0) run(command, args, options);
    else run("sudo", [command, ...args], options);
}

assert.ok(ways[way], `${way} is not one of ${Object.keys(ways).join(", ")}`);
await ways[way]();
