// SPDX-License-Identifier: MIT
// Whether the shared library gives programs what the public headers declare.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

const options = { encoding: "utf8", maxBuffer: 1 << 28 };

/** The symbols that a library defines for others: kind and name. */
function symbols(...args) {
    const table = execFileSync("nm", ["--defined-only", "--extern-only", ...args], options);
    return [...table.matchAll(/^[0-9a-f]+ ([A-Z]) (\S+)$/gm)].map(([, kind, name]) => ({ kind, name }));
}

/** Splits what stands before the parameters of a demangled function, without template arguments. */
function partsOf(name) {
    let plain = "";
    let depth = 0;
    for (const character of name) {
        if (character === "(" && depth === 0) break;
        depth -= character === ">" ? 1 : 0;
        if (depth === 0 && character !== ">") plain += character === "<" ? "" : character;
        depth += character === "<" ? 1 : 0;
    }
    return plain.split("::");
}

/**
 * Compares the functions of an archive with those of the shared library of the same sources: how many
 * of them public headers declare, and which of those the shared library hides.
 */
export function lookAtExports(archive, sharedLibrary, headers) {
    const text = fs
        .readdirSync(headers, { recursive: true })
        .filter((name) => name.endsWith(".hpp"))
        .map((name) => fs.readFileSync(path.join(headers, name), "utf8"))
        .join("\n");
    const found = (pattern) => new Set([...text.matchAll(pattern)].map(([, name]) => name));
    const classes = found(/^(?:class|struct) (?:SOCKETIOTA_EXPORT )?(\w+)[^;]*?\{/gm);
    const functions = found(/(\w+)\(/g);
    const isPublic = (name) => {
        const [library, ...parts] = partsOf(name);
        if (parts[0] === "detail") parts.shift();
        const [first, ...more] = parts;
        // What lies deeper is of classes inside of others, which are ours alone.
        return library === "socketiota" &&
            (more.length === 0 ? functions.has(first) : more.length === 1 && classes.has(first));
    };

    // Inline functions, which programs have themselves, are weak.
    const strong = symbols(archive).filter(({ kind }) => kind === "T");
    const names = [...new Set(strong.map(({ name }) => name))];
    const shown = execFileSync("c++filt", { ...options, input: names.join("\n") }).split("\n");
    const given = new Set(symbols("--dynamic", sharedLibrary).map(({ name }) => name));
    const declared = names.map((name, index) => ({ name, shown: shown[index] }))
        .filter((each) => isPublic(each.shown));
    return {
        count: declared.length,
        hidden: declared.filter(({ name }) => !given.has(name)).map((each) => each.shown),
    };
}
