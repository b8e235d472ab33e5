// SPDX-License-Identifier: MIT
// What a change can reach: the programs and tests that depend on the files that changed. It knows nothing
// of git, CMake and the disk, which dev/changed.mjs asks. All paths are relative to the repository.
import path from "node:path";

const { basename, dirname, isAbsolute, join } = path.posix;

/** How all is built and tested: with one of these changed, everything is reached. */
const general =
    /^(CMakeLists\.txt|CMakePresets\.json|src\/CMakeLists\.txt|tests\/CMakeLists\.txt|package(-lock)?\.json)$|^cmake\//;

/** What tests depend on without naming it. */
const implied = [
    // They build the library themselves, as users do.
    { tests: /^(install|guard)\./, files: /^(include|src|tools|packaging|tests\/install|bench\/instructions)\/|^(LICENSE|README\.md)$/ },
    // Blocks of code in documents include public headers.
    { tests: /^docs\./, files: /^include\// },
];

const isBelow = (file, folder) => file === folder || file.startsWith(`${folder}/`);

/** The files that a source includes, or a script imports, as it writes them. */
function namesIn(text) {
    const included = text.matchAll(/^[ \t]*#[ \t]*include[ \t]*[<"]([^>"]+)[>"]/gm);
    const imported = text.matchAll(/\b(?:from|import|require)\b[ (]*["'](\.[^"']*)["']/g);
    return [...included, ...imported].map(([, name]) => name);
}

/** Finds a changed file that another needs, whatever is between them. */
class needs {
    #read;
    #changed;
    #names = new Map();

    /** `read` gives the text of a file, or undefined if there is none. */
    constructor(read, changed) {
        this.#read = read;
        this.#changed = new Set(changed);
    }

    /** `folders` are those in which the compiler looks for what is included. */
    changedFor(start, folders) {
        const seen = new Set();
        const open = [start];
        while (open.length > 0) {
            const file = open.pop();
            if (seen.has(file)) continue;
            seen.add(file);
            if (this.#changed.has(file)) return file;
            for (const name of this.#namesOf(file) ?? []) {
                const found = isAbsolute(name) ? [name.slice(1)] : [dirname(file), ...folders].map((each) => join(each, name));
                // One that is gone is changed too, and who includes it is reached.
                open.push(...found.filter((each) => this.#changed.has(each) || this.#namesOf(each)));
            }
        }
        return undefined;
    }

    #namesOf(file) {
        if (!this.#names.has(file)) {
            const text = this.#read(file);
            this.#names.set(file, text === undefined ? undefined : namesIn(text));
        }
        return this.#names.get(file);
    }
}

/**
 * `changed` are files; `units` what is compiled: { source, output, folders }; `programs` what is linked:
 * { name, output, inputs }; `tests` are { name, labels, words }, with all words of the command and of its
 * environment.
 *
 * Gives { programs, tests } to build and to run: Maps of the name to the changed file that reaches it.
 */
export function select({ changed, units, programs, tests, read }) {
    const all = changed.find((file) => general.test(file));
    if (all !== undefined) {
        const reached = (list) => new Map(list.map(({ name }) => [name, all]));
        return { programs: reached(programs), tests: reached(tests) };
    }
    const graph = new needs(read, changed);
    const lists = changed.filter((file) => basename(file) === "CMakeLists.txt");
    // Objects lie below the folder whose CMakeLists.txt tells of them.
    const listOf = (object) => lists.find((list) => object.includes(`/${dirname(list)}/CMakeFiles/`));
    const objects = new Map();
    for (const { source, output, folders } of units)
        objects.set(output, listOf(output) ?? graph.changedFor(source, folders));

    const outputs = new Map();
    const reachedPrograms = new Map();
    for (const { name, output, inputs } of programs) {
        // An example serves the page beside its source.
        const page = changed.find((file) => isBelow(file, `examples/${name}`));
        const cause = page ?? inputs.map((file) => objects.get(file) ?? changed.find((each) => each === file)).find(Boolean);
        if (cause === undefined) continue;
        outputs.set(output, cause);
        reachedPrograms.set(name, cause);
    }

    const causeOf = (word) => {
        const made = [...outputs].find(([output]) => isBelow(output, word));
        if (made) return made[1];
        if (/\.([cm]?js|cpp)$/.test(word)) {
            // What a script reads lies beside it, and is no code that it would import.
            const beside = changed.find((file) => isBelow(file, dirname(word)) && !/\.([cm]?js|[ch]pp)$/.test(file));
            return graph.changedFor(word, ["include"]) ?? beside;
        }
        return changed.find((file) => isBelow(file, word));
    };
    const reachedTests = new Map();
    for (const { name, labels, words } of tests) {
        const { files } = implied.find((each) => each.tests.test(name)) ?? {};
        const cause = labels.includes("policy")
            ? "always"
            : (words.map(causeOf).find(Boolean) ?? (files && changed.find((file) => files.test(file))));
        if (cause !== undefined) reachedTests.set(name, cause);
    }
    return { programs: reachedPrograms, tests: reachedTests };
}
