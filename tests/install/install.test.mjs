// SPDX-License-Identifier: MIT
// Builds a stranger's project with the library in one of the ways that users take, starts its
// program, and asks it for an answer and for the client files.
// Usage: node install.test.mjs WAY WORK_FOLDER CMAKE
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

import { lookAtExports } from "./exports.mjs";
import * as readme from "./readme.mjs";
import {
    asRoot, build, buildStranger, client, cmake, configure, description, here, packRelease, passesTest, refusal,
    release, releases, repository, run, serves, sharedLibrary, staticLibrary, stranger, takesNewerSimdjson,
    unpackRelease, version, way, work,
} from "./tools.mjs";

fs.rmSync(work, { recursive: true, force: true });
fs.mkdirSync(work, { recursive: true });

const ways = {
    /** The library built as users build it, without developer mode, for the other ways. */
    async static() {
        unpackRelease();
        for (const command of readme.install.slice(0, 2)) readme.runHere(command);
        const packing = path.join(staticLibrary, "CPackConfig.cmake");
        assert.ok(!fs.existsSync(packing), "there is no package of a library to run with");
        // What is installed must not hand out what lies in the checkout that it was built from.
        const library = fs.readFileSync(path.join(staticLibrary, "src", "libsocketiota.a"));
        assert.ok(library.includes("share/socketiota/socket.io-client"));
        assert.ok(!library.includes("node_modules"));
        assert.ok(!library.includes("test_server"), "programs carry no test kit");
    },

    async shared() {
        configure(
            release, sharedLibrary, "CMAKE_INSTALL_PREFIX=/usr", "BUILD_SHARED_LIBS=ON",
            "SOCKETIOTA_TOOLS=ON", `SOCKETIOTA_CLIENT_PACKAGE=${client}`);
        build(sharedLibrary);
    },

    /** `cmake --install` to a folder that is then moved, found by CMake and by pkg-config. */
    async installed() {
        for (const library of [staticLibrary, sharedLibrary]) {
            const first = path.join(work, "first");
            const prefix = path.join(work, `moved-${path.basename(library)}`);
            run(cmake, ["--install", library, "--prefix", first]);
            fs.renameSync(first, prefix);
            fs.rmSync(path.join(work, "stranger-find_package"), { recursive: true, force: true });
            const program = buildStranger("find_package", `CMAKE_PREFIX_PATH=${prefix}`);
            // A program with the library inside lies elsewhere: it was told at build time.
            await serves(program, { LD_LIBRARY_PATH: libraryFolder(prefix) }, ["named"]);
            passesTest(program, { LD_LIBRARY_PATH: libraryFolder(prefix) });
            // A program with the library inside is installed beside the files, too.
            const beside = path.join(prefix, "bin", "stranger");
            fs.mkdirSync(path.dirname(beside), { recursive: true });
            fs.copyFileSync(program, beside);
            await serves(beside, { LD_LIBRARY_PATH: libraryFolder(prefix) });
            await pkgConfig(prefix);
        }
        const prefix = path.join(work, "moved-static");
        takesNewerSimdjson(stranger, "WAY=find_package", `CMAKE_PREFIX_PATH=${prefix}`);
    },

    /** What README.md says from top to bottom, in an empty folder. */
    async walk() {
        readme.runHere(readme.install[2]);
        const folder = path.join(work, "program");
        fs.mkdirSync(folder);
        fs.writeFileSync(path.join(folder, "main.cpp"), readme.program);
        fs.writeFileSync(path.join(folder, "CMakeLists.txt"), readme.project);
        const environment = { ...process.env, CMAKE_PREFIX_PATH: readme.prefix };
        const commands = [...readme.use];
        const [started] = commands.pop();
        for (const [name, ...args] of commands) run(name, args, { cwd: folder, env: environment });
        // It says nothing when it is ready: the official client tries again until it is.
        const child = spawn(path.join(folder, started), { stdio: ["ignore", "inherit", "inherit"] });
        try {
            const page = `import { io } from "socket.io-client";\n${readme.page}socket.disconnect();`;
            const said = run(process.execPath, ["--input-type=module", "--eval", page], {
                cwd: repository,
                timeout: 60000,
            });
            assert.equal(said.trim(), readme.page.match(/\/\/ (.*)$/m)[1]);
        } finally {
            child.kill();
        }
    },

    /** The shared library hides nothing that public headers declare, used by a program here or not. */
    async exports() {
        const { count, hidden } = lookAtExports(
            path.join(staticLibrary, "src", "libsocketiota.a"),
            path.join(sharedLibrary, "src", "libsocketiota.so"),
            path.join(repository, "include", "socketiota"),
        );
        assert.deepEqual(hidden, []);
        assert.ok(count > 200, `${count} functions were found`);
    },

    async add_subdirectory() {
        const program = buildStranger(
            "add_subdirectory", `LIBRARY=${release}`, `SOCKETIOTA_CLIENT_PACKAGE=${client}`,
            "BUILD_SHARED_LIBS=ON", "SOCKETIOTA_INSTALL=ON");
        const packing = path.join(path.dirname(program), "CPackConfig.cmake");
        assert.ok(!fs.existsSync(packing), "what the stranger packs is not ours to say");
        await serves(program);
        passesTest(program);
    },

    async FetchContent() {
        // A release has no client files: its user says where they are.
        const program = buildStranger(
            "FetchContent", `LIBRARY=${packRelease()}`, `FETCHCONTENT_BASE_DIR=${releases}`,
            `SOCKETIOTA_CLIENT_PACKAGE=${client}`);
        await serves(program);
        passesTest(program);
    },

    /** The Debian packages: what they hold, installed, used and removed again. */
    async debian() {
        run("cpack", ["-B", path.join(work, "packages")], { cwd: sharedLibrary });
        const packages = fs
            .readdirSync(path.join(work, "packages"))
            .filter((name) => name.endsWith(".deb"))
            .map((name) => path.join(work, "packages", name));
        assert.equal(packages.length, 4);
        const field = (file, name) => run("dpkg-deb", ["--field", file, name]).trim();
        packages.sort();
        const names = packages.map((file) => field(file, "Package"));
        const series = version.split(".").slice(0, 2).join(".");
        assert.deepEqual(
            names,
            ["libsocketiota-dev", `libsocketiota-postgres${series}`, `libsocketiota${series}`, "siota"]);
        const [forBuilding, forPostgres, forRunning, forTyping] = packages.map((file) => field(file, "Depends").split(", "));
        for (const name of names.slice(1, 3))
            assert.ok(forBuilding.includes(`${name} (= ${version})`), forBuilding);
        assert.ok(!forBuilding.some((name) => /^siota|^libedit/.test(name)), forBuilding);
        assert.ok(forTyping.includes(`${names[2]} (= ${version})`), forTyping);
        assert.ok(forTyping.some((name) => /^libedit2/.test(name)), forTyping);
        assert.ok(forPostgres.some((name) => /^libpq5/.test(name)), forPostgres);
        assert.ok(!forRunning.some((name) => /^libpq5/.test(name)), forRunning);
        for (const library of [/^libssl3/, /^libsimdjson\d+/, /^zlib1g/])
            assert.ok(forRunning.some((name) => library.test(name)), `${library}: ${forRunning}`);
        const files = packages.map((file) => run("dpkg-deb", ["--contents", file]));
        names.forEach((name, index) =>
            assert.ok(files[index].includes(`./usr/share/doc/${name}/copyright\n`), files[index]));
        assert.ok(files[2].includes(`/libsocketiota.so.${series} -> `), files[2]);
        try {
            asRoot("dpkg", ["--install", ...packages]);
            const program = buildStranger("find_package");
            await serves(program);
            passesTest(program);
            assert.equal(run("siota", ["--version"]), `siota ${version}\n`);
            assert.match(run("man", ["--pager=cat", "siota"]), /^EXIT STATUS$/m);
            const completed = "source /usr/share/bash-completion/completions/siota; "
                + "COMP_WORDS=(siota li) COMP_CWORD=1; _siota; echo ${COMPREPLY[@]}";
            assert.equal(run("bash", ["-c", completed]), "listen\n");
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
            const variable = `CMAKE_DISABLE_FIND_PACKAGE_${name}=ON`;
            const said = refusal(repository, path.join(work, name), variable);
            assert.match(said, new RegExp(`socketiota needs .*${hint}`), name);
        }
        takesNewerSimdjson(repository);
    },

    /** The recipes say what the project says of itself, and the port installs what it should. */
    async recipes() {
        const recipe = path.join(repository, "packaging", "conan", "conanfile.py");
        const exported = path.join(work, "exported");
        const conan = JSON.parse(
            run("python3", ["-B", path.join(here, "conan_commands.py"), recipe, exported]));
        assert.equal(conan.version, version);
        assert.equal(conan.description, description);
        assert.deepEqual(conan.refused, ["Linux gnu17", "Macos 20"]);
        assert.equal(conan.required.boost, "[>=1.81 <1.82]", "what the tests are run with");
        for (const linkable of Object.values(conan.linkable))
            requiresAll(linkable, Object.keys(conan.required));
        configure(exported, path.join(work, "exported-build"));

        const port = path.join(repository, "packaging", "vcpkg", "socketiota");
        const manifest = JSON.parse(fs.readFileSync(path.join(port, "vcpkg.json"), "utf8"));
        assert.equal(manifest.version, version);
        assert.equal(manifest.description, description);
        assert.deepEqual(
            manifest.dependencies.filter((name) => /^boost-/.test(name)), boostLibraries());
        // The commands of vcpkg that the port uses, as far as they matter here.
        run(cmake, [
            "-D", `REPOSITORY=${repository}`,
            "-D", `BUILT=${staticLibrary}`,
            "-D", `WORK=${work}`,
            "-D", `CURRENT_PACKAGES_DIR=${path.join(work, "package")}`,
            "-P", path.join(here, "vcpkg_commands.cmake"),
        ]);
        for (const file of [
            "include/socketiota/server.hpp",
            "share/socketiota/copyright",
            "share/socketiota/socketiota-config.cmake",
            "lib/libsocketiota.a",
            ...conan.linkable.static.flatMap(({ libs }) => libs).map((name) => `lib/lib${name}.a`),
        ])
            assert.ok(fs.existsSync(path.join(work, "package", file)), file);
        for (const folder of ["debug/include", "debug/share"])
            assert.ok(!fs.existsSync(path.join(work, "package", folder)), folder);

        // Both name each target that CMake exports.
        const targets = exportedTargets(path.join(work, "package", "share", "socketiota"));
        for (const linkable of Object.values(conan.linkable))
            assert.deepEqual(linkable.map(({ target }) => target).sort(), targets);
        const usage = fs.readFileSync(path.join(work, "package/share/socketiota/usage"), "utf8");
        for (const target of targets)
            assert.ok(usage.includes(` ${target})`), `${target} is not in ${usage}`);
    },
};

/** Conan refuses a recipe of which no component needs a package that it requires. */
function requiresAll(components, packages) {
    const needed = components.flatMap(({ requires }) => requires);
    assert.deepEqual(
        [...new Set(needed.filter((name) => name.includes("::")).map((name) => name.split("::")[0]))],
        packages);
}

/** What the files of CMake in `folder` let others link, sorted. */
function exportedTargets(folder) {
    return fs
        .readdirSync(folder)
        .filter((name) => name.endsWith("-targets.cmake"))
        .flatMap((name) => [
            ...fs.readFileSync(path.join(folder, name), "utf8").matchAll(/^add_library\((\S+) /gm),
        ])
        .map(([, target]) => target)
        .sort();
}

/**
 * The libraries of Boost that ours includes, as vcpkg calls them. Not those of `interop/`, whose headers
 * serve programs that have the other library already.
 */
function boostLibraries() {
    const found = new Set();
    for (const folder of ["include", "src"])
        for (const name of fs.readdirSync(path.join(repository, folder), { recursive: true })) {
            if (!/\.[ch]pp$/.test(name) || name.includes("interop/")) continue;
            const source = fs.readFileSync(path.join(repository, folder, name), "utf8");
            for (const [, library] of source.matchAll(/^#include <boost\/(\w+)/gm))
                found.add(`boost-${library.replace("_", "-")}`);
        }
    return [...found].sort();
}

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
    const folder = run("pkg-config", ["--variable=client_folder", "socketiota"], { env: environment });
    assert.ok(fs.existsSync(path.join(folder.trim(), "socket.io.js")), folder);
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

assert.ok(ways[way], `${way} is not one of ${Object.keys(ways).join(", ")}`);
await ways[way]();
