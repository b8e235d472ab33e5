// SPDX-License-Identifier: MIT
import { readFileSync } from 'node:fs';

// What a fence may say. Another spelling, such as c++, would be a block that nobody checks.
const languages = new Set([
    'c', 'cpp', 'js', 'ts', 'python', 'html', 'css', 'sh', 'cmake', 'nginx', 'haproxy', 'ini', 'json', 'text', '',
]);

// Columns of tables whose cells are code; what is not between backticks there is a remark.
const columns = { 'C++': 'cpp', Node: 'js' };

function cells_of(row) {
    return row.split(/(?<!\\)\|/).slice(1, -1).map((cell) => cell.trim().replace(/\\\|/g, '|'));
}

/** The code in one row of a table whose columns hold the given languages. */
function code_of(row, table) {
    return cells_of(row).flatMap((cell, column) => {
        const code = /^`([^`]+)`$/.exec(cell);
        return code === null || table[column] === undefined
            ? []
            : [{ language: table[column], code: `${code[1]}\n`, is_cell: true }];
    });
}

/**
 * The code of a Markdown file in order, fenced or in a column `C++` or `Node` of a table: language,
 * number of the first line, code, and what a comment `<!-- KIND: TEXT -->` in front of the fence or
 * the table says. KIND is one of
 *
 *     snippet   how C++ is compiled (snippets.mjs)
 *     file      the file that the block is the content of, as in a tutorial
 *     exchange  the transport of what a client and a server say in the block
 */
export function blocks_of(path) {
    const blocks = [];
    let comment;
    let block;
    let table;
    readFileSync(path, 'utf8').split('\n').forEach((line, index) => {
        if (block !== undefined) {
            if (line.trim() === '```') {
                blocks.push({ ...block, code: block.lines.join('\n') + '\n' });
                block = undefined;
                comment = undefined;
            } else {
                block.lines.push(line);
            }
            return;
        }
        if (comment?.open) {
            comment.open = !line.includes('-->');
            comment.text += line.replace(/-->.*/, '') + '\n';
            return;
        }
        if (line.startsWith('|')) {
            for (const code of table === undefined ? [] : code_of(line, table)) {
                blocks.push({ ...code, line: index + 1, [comment?.kind]: comment?.text });
            }
            table ??= cells_of(line).map((name) => columns[name]);
            return;
        }
        if (table !== undefined) {
            table = undefined;
            comment = undefined;
        }
        if (/^\s*```/.test(line)) {
            const language = line.trim().slice(3);
            if (!languages.has(language)) {
                throw new Error(`${path}:${index + 1}: nobody checks blocks in '${language}'`);
            }
            block = { language, line: index + 2, lines: [], [comment?.kind]: comment?.text };
        } else if (/^<!-- (snippet|file|exchange):/.test(line)) {
            const [, kind, text] = /^<!-- (\w+):(.*?)(?:-->)?$/.exec(line);
            comment = { kind, text: text.trim() + '\n', open: !line.endsWith('-->') };
        } else if (line.trim() !== '') {
            comment = undefined;
        }
    });
    if (block !== undefined || comment?.open) {
        throw new Error(`${path}: a block or a comment has no end`);
    }
    return blocks;
}
