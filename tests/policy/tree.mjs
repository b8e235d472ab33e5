// SPDX-License-Identifier: MIT
import { lstatSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const text_names =
    /\.(json|md|txt|xml|svg|ya?ml|in|npmrc|clang-(format|tidy)|editorconfig|git(ignore|attributes))$/;

/**
 * The files of a source tree, as the rules see them. What .gitignore names at the root is left out,
 * and so are the bad trees that prove the rules: they break them on purpose.
 */
export function tree(root) {
    const ignored = new Set(['.git', ...ignored_names(root)]);
    const files = [];
    const visit = (folder) => {
        for (const name of readdirSync(join(root, folder))) {
            const path = folder === '' ? name : `${folder}/${name}`;
            const status = lstatSync(join(root, path));
            if (ignored.has(path) || /^tests\/policy\/bad_[a-z_]+$/.test(path)) {
                continue;
            }
            if (status.isDirectory()) {
                visit(path);
            } else if (status.isFile()) {
                files.push(source_file(root, path));
            }
        }
    };
    visit('');
    if (files.length === 0) {
        throw new Error(`${root} holds no files: a rule that sees nothing would pass`);
    }
    return { root, files, has: (path) => files.some((file) => file.path === path) };
}

function ignored_names(root) {
    try {
        return readFileSync(join(root, '.gitignore'), 'utf8')
            .split('\n')
            .filter((line) => line.startsWith('/'))
            .map((line) => line.replace(/^\/|\/$/g, ''));
    } catch {
        return [];
    }
}

function source_file(root, path) {
    let content;
    const file = {
        path,
        absolute: join(root, path),
        get content() {
            content ??= readFileSync(this.absolute, 'latin1');
            return content;
        },
        get lines() {
            return this.content.replace(/\n$/, '').split('\n');
        },
        get is_cpp() {
            return /\.(cpp|hpp|h)$/.test(path);
        },
        get is_script() {
            return /\.(mjs|cjs|js)$/.test(path);
        },
        get is_shell() {
            return /\.sh$/.test(path) || (!/\.\w+$/.test(path) && /^#!.*sh\n/.test(this.content));
        },
        get is_cmake() {
            return /(^|\/)CMakeLists\.txt$|\.cmake$/.test(path);
        },
        // What people write by hand and compilers or interpreters read.
        get is_source() {
            return (
                this.is_cpp ||
                this.is_script ||
                this.is_shell ||
                this.is_cmake ||
                /\.(css|html|ts)$/.test(path)
            );
        },
        get is_text() {
            return this.is_source || text_names.test(path);
        },
        in: (...folders) => folders.some((folder) => path.startsWith(`${folder}/`)),
        breach: (line, sentence) => `${path}:${line}: ${sentence}`,
    };
    return file;
}

/** A breach for each line of a file that matches a pattern. */
export function matching_lines(file, lines, pattern, sentence) {
    return lines.flatMap((line, index) => {
        const found = pattern.exec(line);
        return found === null ? [] : [file.breach(index + 1, sentence(found))];
    });
}

/** The lines of a C++ file with comments and the content of literals blanked. */
export function code_lines(file) {
    const blank = (text) => text.replace(/[^\n]/g, ' ');
    return file.content
        .replace(
            /R"([^(\s]*)\([\s\S]*?\)\1"|\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'/g,
            (part, _, offset, whole) => {
                // 1'000'000 has no character literal in it, and #include "x" keeps its name.
                if (part[0] === "'" && /[0-9a-fA-F]/.test(whole[offset - 1] ?? '')) {
                    return part;
                }
                const line_start = whole.lastIndexOf('\n', offset) + 1;
                return /^\s*#\s*include/.test(whole.slice(line_start, offset)) && part[0] === '"'
                    ? part
                    : blank(part);
            },
        )
        .replace(/\n$/, '')
        .split('\n');
}
