// SPDX-License-Identifier: MIT
// node snippets.mjs FILE.md FOLDER [COMPILER OPTION...]: compiles the C++ of a Markdown file, or of all
// docstrings if a folder of headers is named instead (docstrings.mjs), and has cc look at its C, Node,
// bash and Python at its scripts and the TypeScript compiler at its TypeScript. Complaints name the line. Without a compiler
// the C++ is only written, as snippets.cpp in FOLDER, for whoever builds it.
//
// node snippets.mjs prelude FOLDER COMPILER OPTION...: compiles the headers that all blocks see, as
// prelude.hpp in FOLDER; whoever names that as the compiler's option --prelude=FOLDER/prelude.hpp does
// not compile them again.
//
// A block with a main or an #include is compiled as it is. Any other is the inside of a function
// with the parameters below, or of a coroutine if it waits outside of a lambda: if one of its lines
// begins with co_await, or with a variable that gets what co_await gives. A comment in front of the
// block, which no reader sees, may say otherwise: its first line names the kind, and what follows
// stands in front of the function.
//
//     <!-- snippet: statements       the inside of a function, as without a comment
//     <!-- snippet: coroutine        the inside of a coroutine
//     <!-- snippet: declarations     what may stand outside of functions
//     <!-- snippet: global           what must stand outside of namespaces
//     struct user { std::string name; };
//     -->
//
// What a block declares outside of functions, the blocks after it may use. TypeScript may import the
// files that blocks before it are the content of.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { docstring_blocks } from './docstrings.mjs';
import { blocks_of } from './markdown.mjs';

const prelude = `#include <socketiota/arguments.hpp>
#include <socketiota/raw.hpp>
#include <socketiota/server.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>

#include <atomic>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <set>
#include <thread>
`;

const names = `namespace net = boost::asio;
namespace sio = socketiota;
using namespace std::chrono_literals;
`;

const waits = /^(\w[\w:<>&, ]* = )?co_await /m;
const parameters = 'sio::server& io, sio::socket socket, sio::nsp chat';

/** The code of one block as it stands outside of functions, and in which part of the unit. */
function definition(block, index) {
    const found = waits.test(block.code) ? 'coroutine' : 'statements';
    const [kind, ...before] = (block.snippet ?? found).replace(/^\n/, `${found}\n`).split('\n');
    const here = `#line ${block.line} "${block.path ?? path}"\n`;
    const in_front = before.join('\n');
    if (/^int main\(/m.test(block.code)) {
        return { part: 'program', text: here + block.code };
    }
    if (kind === 'global') {
        return { part: 'global', text: in_front + here + block.code };
    }
    if (kind === 'declarations' || /^#include/m.test(block.code)) {
        return { part: 'snippets', text: in_front + here + block.code };
    }
    const returned = { statements: 'void', coroutine: 'net::awaitable<void>' }[kind];
    if (returned === undefined) {
        throw new Error(`${path}:${block.line}: there is no kind '${kind}' of snippets`);
    }
    const last = kind === 'coroutine' ? 'co_return;\n' : '';
    // A cell of a table may be an expression that nobody uses, and may leave out the last semicolon.
    const is_expression = block.is_cell && !/;| = /.test(block.code);
    const code = is_expression ? `static_cast<void>(${block.code})` : block.code;
    const head = `${in_front}\n${returned} function_${index}(${parameters}) {\n`;
    // Braces of its own, so that a block may call a server io.
    return { part: 'snippets', text: `${head}{\n${here}${code};}${last}}\n` };
}

/**
 * The C++ blocks as translation units, by name: each program is one of its own, all others
 * are one together, in namespaces that close at the end only, so that a block sees what those before
 * it declare.
 */
function translation_units(blocks) {
    const units = new Map();
    const parts = { global: [], snippets: [] };
    const includes = new Set();
    blocks.forEach((block, index) => {
        // A file of a tutorial is built and run by a test of its own.
        if (block.language !== 'cpp' || block.file !== undefined) {
            return;
        }
        const { part, text } = definition(block, index);
        if (part === 'program') {
            units.set(`program_${index}`, text);
            return;
        }
        // Includes cannot stand inside a namespace; blank lines keep the numbers right.
        const body = text.replace(/^#include .*$/gm, (line) => (includes.add(line), ''));
        parts[part].push(part === 'global' ? body : `namespace block_${index} {\n${body}`);
    });
    if (parts.global.length + parts.snippets.length > 0) {
        const closing = '}'.repeat(parts.snippets.length);
        const lines = [compiled_prelude ? '' : prelude, ...includes, names, ...parts.global, ...parts.snippets, closing, ''];
        units.set('snippets', lines.join('\n'));
    }
    return units;
}

const include = fileURLToPath(new URL('../../include', import.meta.url));

/** The content of a file that a program checks without running it. */
const checks = {
    c: { end: 'c', command: ['cc', '-std=c99', '-Wall', '-Wextra', '-Werror', `-I${include}`, '-fsyntax-only'] },
    python: { end: 'py', command: ['python3', '-c', 'import ast, sys; ast.parse(open(sys.argv[1]).read())'] },
    js: { end: 'mjs', command: [process.execPath, '--check'] },
    sh: { end: 'sh', command: ['bash', '-n'] },
};

function run(command, place) {
    const { error, status, stdout, stderr } = spawnSync(command[0], command.slice(1), {
        encoding: 'utf8',
    });
    if (error !== undefined || status !== 0) {
        console.log(`${place}: ${error ?? ''}\n${stdout}${stderr}`);
        process.exitCode = 1;
    }
}

const client = fileURLToPath(new URL('../../node_modules/socket.io-client', import.meta.url));

async function check_typescript(block, name) {
    // Loaded where it is needed, because it takes its time.
    const { complaints_about } = await import('../typescript/compiler.mjs');
    const script = join(folder, name);
    writeFileSync(script, block.code);
    for (const { line, text } of complaints_about(script, { 'socket.io-client': [client] })) {
        console.log(`${path}:${block.line + line - 1}: ${text}`);
        process.exitCode = 1;
    }
}

const [path, folder, ...command] = process.argv.slice(2);
const is_prelude = (option) => option.startsWith('--prelude=');
const compiler = command.filter((option) => !is_prelude(option));
const compiled_prelude = command.find(is_prelude)?.replace('--prelude=', '');
mkdirSync(folder, { recursive: true });
if (path === 'prelude') {
    const header = join(folder, 'prelude.hpp');
    writeFileSync(header, prelude);
    // Where each compiler looks for it.
    const end = compiler[0].includes('clang') ? 'pch' : 'gch';
    run([...compiler, '-x', 'c++-header', header, '-o', `${header}.${end}`], path);
    process.exit();
}
const blocks = path.endsWith('.md') ? blocks_of(path) : docstring_blocks(path);
for (const [name, unit] of translation_units(blocks)) {
    const source = join(folder, `${name}.cpp`);
    writeFileSync(source, unit);
    if (compiler.length > 0) {
        // A program includes what it needs itself.
        const before = name === 'snippets' && compiled_prelude ? ['-include', compiled_prelude] : [];
        run([...compiler, ...before, '-fsyntax-only', source], path);
    }
}
for (const [index, block] of blocks.entries()) {
    const check = checks[block.language];
    if (check !== undefined) {
        const script = join(folder, `script_${index}.${check.end}`);
        writeFileSync(script, block.code);
        run([...check.command, script], `${path}:${block.line}`);
    }
    if (block.language === 'ts') {
        await check_typescript(block, block.file?.trim() ?? `script_${index}.ts`);
    }
}
