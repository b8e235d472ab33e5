// SPDX-License-Identifier: MIT
// What ./test --changed builds and runs.
// Usage: node changed.mjs programs|tests BUILD_FOLDER BASE
//
// programs  prints the targets that a change since BASE reaches, and on stderr which changed file does
// tests     prints their tests for ctest -I; to be asked after the build, which knows the single ones
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { select } from "./selection.mjs";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const [what, folder, base] = process.argv.slice(2);
const build = path.resolve(folder);
const run = (command, ...args) =>
    execFileSync(command, args, { cwd: root, encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "pipe"] });
const lines = (text) => text.split("\n").filter(Boolean);
/** A path as the repository sees it; one elsewhere stays as it is. */
const own = (file, from = root) => {
    const whole = path.resolve(from, file);
    return whole.startsWith(`${root}/`) ? path.relative(root, whole) : file;
};

/** What differs from where this branch left BASE, committed or not. */
function changedFiles() {
    const left = run("git", "merge-base", base, "HEAD").trim();
    const changed = lines(run("git", "diff", "--name-only", "--no-renames", left));
    return [...changed, ...lines(run("git", "ls-files", "--others", "--exclude-standard"))].sort();
}

/** What is compiled, from the compile database. */
function compiled() {
    const commands = JSON.parse(fs.readFileSync(path.join(build, "compile_commands.json"), "utf8"));
    return commands.map(({ directory, command, file }) => ({
        source: own(file),
        output: own(/ -o (\S+)/.exec(command)[1], directory),
        folders: [...command.matchAll(/ (?:-I|-isystem )(\S+)/g)].map(([, name]) => own(name, directory)),
    }));
}

/** What is linked, and what is compiled alone, such as each public header. */
function linked(units) {
    const rule = /^(.*): CXX_EXECUTABLE_LINKER__(.*)_\w+$/;
    const programs = lines(run("ninja", "-C", build, "-t", "targets", "all"))
        .map((line) => rule.exec(line))
        .filter(Boolean)
        .map(([, output, name]) => ({
            name,
            output: own(output, build),
            inputs: lines(run("ninja", "-C", build, "-t", "inputs", output)).map((file) => own(file, build)),
        }));
    const used = new Set(programs.flatMap(({ inputs }) => inputs));
    const alone = new Map();
    for (const { output } of units) {
        const [, at, name] = /^(.*)\/CMakeFiles\/([^/]+)\.dir\//.exec(output);
        const known = alone.get(name) ?? { name, output: `${at}/${name}`, inputs: [] };
        if (!used.has(output)) alone.set(name, known);
        known.inputs.push(output);
    }
    return [...programs, ...alone.values()];
}

function registered() {
    const { tests } = JSON.parse(run("ctest", "--test-dir", build, "--show-only=json-v1"));
    return tests.map(({ name, command = [], properties = [] }) => {
        const property = (wanted) => properties.find((each) => each.name === wanted)?.value ?? [];
        const words = [...command, ...property("ENVIRONMENT")].flatMap((word) => word.split(/[=;]/));
        return { name, labels: property("LABELS"), words: words.map((word) => (path.isAbsolute(word) ? own(word) : word)) };
    });
}

const texts = new Map();
function read(file) {
    if (!texts.has(file)) {
        const whole = path.join(root, file);
        const isFile = fs.statSync(whole, { throwIfNoEntry: false })?.isFile();
        texts.set(file, isFile ? fs.readFileSync(whole, "utf8").replaceAll(`"${root}/`, '"/') : undefined);
    }
    return texts.get(file);
}

const changed = changedFiles();
const units = compiled();
const tests = registered();
const selected = select({ changed, units, programs: linked(units), tests, read });
if (what === "programs") {
    console.error(`${changed.length} files differ from where this branch left ${base}`);
    for (const [name, cause] of selected.programs) {
        console.error(`    ${name}: ${cause}`);
        console.log(name);
    }
} else {
    const numbers = tests.flatMap(({ name }, index) => (selected.tests.has(name) ? [index + 1] : []));
    console.log(["0", "0", "0", ...numbers].join(","));
}
