// SPDX-License-Identifier: MIT
// Reads what callgrind wrote: the instructions that each function took itself, by the part of the
// house that the function belongs to.

import fs from "node:fs";

// The folders whose namespace has another name than they, or none.
const folderOf = [
    ["value", /^socketiota::(anonymous::)?(validat|json_|append_json|read_json|write_json)/],
    ["value", /^socketiota::(reader|writer|codec|value)\b/],
    ["event", /^socketiota::(events|detail)::/],
    ["server", /^socketiota::(server|handshake)\b/],
    ["floor", /^socketiota::bench::/],
];

// What is not ours, by the name of the function.
const others = [
    ["asio", /^boost::asio::/],
    ["allocation", /^(malloc|free|calloc|realloc|cfree|operator (new|delete)|_int_|unlink_chunk)/],
    ["allocation", /^(malloc_consolidate|sysmalloc|systrim|tcache_|aligned_alloc|posix_memalign)/],
    ["copying, comparing", /^_*(mem(cpy|move|set|chr|cmp)|str(len|cmp|chr|ncmp))/],
    ["UTF-8 check", /^simdjson::/],
    ["locks", /^_*pthread_mutex/],
];

// The same by the file that it came from.
const libraries = [
    ["crypto", /\/(libcrypto|libssl)[^/]*$/],
    ["libc", /\/(libc|ld-linux)[^/]*$/],
];

// The qualified name of a function, without return type and parameters.
function qualified(name) {
    const bare = name
        .replaceAll("(anonymous namespace)", "anonymous")
        .replace(/^non-virtual thunk to /, "");
    if (bare.startsWith("operator ")) return bare;
    const end = bare.search(/[(<]/);
    return (end < 0 ? bare : bare.slice(0, end)).split(" ").at(-1);
}

function partOf(name, object) {
    const own = qualified(name);
    const listed = [...folderOf, ...others].find(([, pattern]) => pattern.test(own));
    if (listed) return listed[0];
    // A template of the standard library that was made for a type of ours counts as ours.
    const folder = /socketiota::(\w+)::/.exec(own) ?? /socketiota::(\w+)::/.exec(name);
    if (folder) return folder[1];
    const library = libraries.find(([, pattern]) => pattern.test(object));
    return library ? library[0] : "std";
}

// Instructions by part, and by function below it: Map of part to { own, functions }.
export function readCallgrind(file) {
    const names = { fn: new Map(), ob: new Map() };
    const named = (kind, text) => {
        const [, id, name] = /^\((\d+)\)(?: (.*))?$/.exec(text);
        if (name !== undefined) names[kind].set(id, name);
        return names[kind].get(id);
    };
    const found = new Map();
    let object = "";
    let name = "";
    let isCall = false; // the next line is what a called function took
    for (const line of fs.readFileSync(file, "utf8").split("\n")) {
        const definition = /^(c?)(fn|ob)=(.*)$/.exec(line);
        if (definition) {
            const [, called, kind, text] = definition;
            const full = named(kind, text);
            if (!called && kind === "fn") name = full;
            else if (!called) object = full;
        } else if (line.startsWith("calls=")) {
            isCall = true;
        } else if (/^[+*\d-]/.test(line)) {
            if (!isCall) add(found, partOf(name, object), name, Number(line.split(" ")[1]));
            isCall = false;
        }
    }
    return found;
}

function add(found, part, name, count) {
    if (!found.has(part)) found.set(part, { own: 0, functions: new Map() });
    const entry = found.get(part);
    entry.own += count;
    entry.functions.set(name, (entry.functions.get(name) ?? 0) + count);
}
