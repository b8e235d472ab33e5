// SPDX-License-Identifier: MIT
// Prints what a further handler, emit or request costs whoever compiles it: CPU time of the compiler in
// terms of the yardstick of header_times.mjs, and size in the object file. Each row is a program with a
// few of one kind and one with many, all different; what one costs is the difference. CPU time is the
// least of several runs, which take turns.
// Usage: node dev/handler_times.mjs [--compiler g++] [--flags "-O0 -g"] [--runs 3] [--include DIR] [ROW...]
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const repository = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const { values: option, positionals: wanted } = parseArgs({
    allowPositionals: true,
    options: {
        compiler: { type: "string", default: "g++" },
        flags: { type: "string", default: "-O0 -g" },
        runs: { type: "string", default: "3" },
        include: { type: "string", default: path.join(repository, "include") },
        keep: { type: "string" },
    },
});
const few = 8;
const many = 58;
const yardstick = ["chrono", "functional", "memory", "string", "variant", "vector", "boost/asio/awaitable.hpp"];

// What handlers of a program usually take and return.
const types = ["int", "std::string", "double", "bool", "std::vector<int>", "point", "std::optional<int>", "sio::value"];
const literals = ["1", 'std::string("a")', "0.5", "true", "std::vector<int>(1)", "a_point", "std::optional(1)", '"b"'];
const pick = (list, at) => list[at % list.length];
// No two rows of parameters are the same until all combinations are used up.
const some = (list, n, count) => Array.from({ length: count }, (_, at) => pick(list, Math.floor(n / 2 ** at) + 3 * at));
const parameters = (n, count) => some(types, n, count).map((type, at) => `${type} p${at}`);
const use = (count) => Array.from({ length: count }, (_, at) => `static_cast<void>(p${at});`).join(" ");
const own = (n) => `struct own${n} { int id; std::string name; std::optional<double> weight; };`;

const rows = {
    function: (n) => {
        const count = n % 5;
        const list = [...(n % 2 ? ["sio::socket const&"] : []), ...parameters(n, count)];
        return `io.on("f${n}", [](${list.join(", ")}) { ${use(count)} });`;
    },
    "function with an answer": (n) => {
        const count = n % 5;
        return `io.on("a${n}", [](${parameters(n, count).join(", ")}) { ${use(count)} return ${pick(literals.with(7, 'std::string("b")'), n)}; });`;
    },
    "function with a reply": (n) => {
        const count = n % 4;
        const list = [...parameters(n, count), `sio::reply<${pick(types, n)}> done`];
        return `io.on("r${n}", [](${list.join(", ")}) { ${use(count)} done(${pick(literals, n).replace(/^"b"$/, "sio::value(1)")}); });`;
    },
    coroutine: (n) => {
        const count = n % 5;
        const list = [...(n % 2 ? ["sio::socket"] : []), ...parameters(n, count)];
        return `io.on("c${n}", [](${list.join(", ")}) -> net::awaitable<void> { ${use(count)} co_return; });`;
    },
    "coroutine with an answer": (n) => {
        const count = n % 5;
        return `io.on("d${n}", [](${parameters(n, count).join(", ")}) -> net::awaitable<${pick(types, n)}> { ${use(count)} co_return ${pick(literals, n).replace(/^"b"$/, "sio::value(1)")}; });`;
    },
    "function of a struct of its own": (n) => `io.on("s${n}", [](own${n} p0) { return p0.id; });`,
    "typed event": (n) => {
        const count = n % 5;
        const list = parameters(n, count);
        const declared = list.map((each) => each.replace(/ p\d$/, "")).join(", ");
        return `io.on(sio::event<"t${n}", int(${declared})>(), [](${list.join(", ")}) { ${use(count)} return 1; });`;
    },
    connection: (n) =>
        n % 2
            ? `io.on_connection([](sio::socket const& who) { static_cast<void>(who.connected()); });`
            : `io.on_disconnect([](sio::socket const& who, sio::disconnect_reason) { static_cast<void>(who.connected()); });`,
    emit: (n) => `io.emit(${[`"e${n}"`, ...some(literals, n, n % 5)].join(", ")});`,
    "emit of a struct of its own": (n) => `io.emit("g${n}", own${n}{1, "a", 2.0});`,
    "question with a callback": (n) =>
        `who.emit_with_ack<${pick(types, n)}>(${[`"q${n}"`, ...some(literals, n, n % 3)].join(", ")})([](sio::error_code, ${pick(types, n)}) {});`,
    "question in a coroutine": (n) =>
        `{ auto p0 = co_await who.emit_with_ack<${pick(types, n)}>(${[`"w${n}"`, ...some(literals, n, n % 3)].join(", ")}); ${use(1)} }`,
    "question to everybody": (n) =>
        `io.to("room").emit_with_ack<${pick(types, n)}>(${[`"b${n}"`, ...some(literals, n, n % 3)].join(", ")})([](sio::error_code, std::vector<${pick(types, n)}>) {});`,
};

function program(row, count) {
    const lines = Array.from({ length: count }, (_, n) => n);
    const needsOwn = row.includes("of its own");
    const result = row.includes("coroutine") && row.includes("question") ? "net::awaitable<void>" : "void";
    return [
        "#include <socketiota/server.hpp>",
        "#include <boost/asio/awaitable.hpp>",
        "#include <boost/asio/use_awaitable.hpp>",
        "#include <optional>",
        "#include <string>",
        "#include <vector>",
        "namespace sio = socketiota;",
        "namespace net = boost::asio;",
        "struct point { int x; int y; };",
        "point const a_point{1, 2};",
        ...(needsOwn ? lines.map(own) : []),
        // As programs are: some in each function.
        ...lines.map((n) => `${result} part${n}(sio::server& io, sio::socket who) { ${rows[row](n)} static_cast<void>(io); static_cast<void>(who); }`),
        "",
    ].join("\n");
}

const scratch = option.keep ?? fs.mkdtempSync(path.join(os.tmpdir(), "handlers-"));
fs.mkdirSync(scratch, { recursive: true });
if (!option.keep) process.on("exit", () => fs.rmSync(scratch, { recursive: true, force: true }));
const object = path.join(scratch, "measured.o");

function compile(file, flags) {
    const command = `${option.compiler} -std=c++20 ${flags} -I '${option.include}' '${file}'`;
    const { stderr, status } = spawnSync("bash", ["-c", `TIMEFORMAT='%U %S'; time ${command}`], { encoding: "utf8" });
    if (status !== 0) throw new Error(`${file} does not compile:\n${stderr}`);
    const [user, system] = stderr.trim().split("\n").at(-1).split(" ").map(Number);
    return user + system;
}

/// Code and data, without what names and debugs them.
function size() {
    const [, sizes] = execFileSync("size", [object], { encoding: "utf8" }).split("\n");
    const [text, data, bss] = sizes.trim().split(/\s+/).map(Number);
    return { code: text + data + bss, file: fs.statSync(object).size };
}

function write(name, text) {
    const file = path.join(scratch, `${name.replaceAll(" ", "_")}.cpp`);
    fs.writeFileSync(file, text);
    return file;
}

const unit = { file: write("yardstick", yardstick.map((header) => `#include <${header}>\n`).join("")), seconds: Infinity };
const measured = Object.keys(rows)
    .filter((row) => wanted.length === 0 || wanted.includes(row))
    .map((row) => ({
        row,
        few: { file: write(`${row} few`, program(row, few)), seconds: Infinity },
        many: { file: write(`${row} many`, program(row, many)), seconds: Infinity },
    }));
for (let run = 0; run !== Number(option.runs); ++run) {
    unit.seconds = Math.min(unit.seconds, compile(unit.file, "-fsyntax-only"));
    for (const each of measured.flatMap((row) => [row.few, row.many])) {
        each.seconds = Math.min(each.seconds, compile(each.file, `${option.flags} -c -o '${object}'`));
        each.size = size();
    }
}

console.log(`the yardstick: ${unit.seconds.toFixed(2)} s; a further one, ${option.compiler} ${option.flags}:`);
console.log("yardsticks  KiB of code  KiB of object");
let total = { time: 0, code: 0, file: 0 };
const line = ({ time, code, file }, name) =>
    console.log(`${time.toFixed(4).padStart(10)}  ${code.toFixed(1).padStart(11)}  ${file.toFixed(1).padStart(13)}  ${name}`);
for (const each of measured) {
    const one = (what) => (what(each.many) - what(each.few)) / (many - few);
    const cost = {
        time: one(({ seconds }) => seconds) / unit.seconds,
        code: one(({ size }) => size.code) / 1024,
        file: one(({ size }) => size.file) / 1024,
    };
    line(cost, each.row);
    for (const key of Object.keys(total)) total[key] += cost[key] / measured.length;
}
line(total, "mean of all rows");
