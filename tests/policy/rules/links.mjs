// SPDX-License-Identifier: MIT
// A relative link in a Markdown file leads to a file or a folder of the tree, and its anchor to a
// heading there.
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const link = /\[[^\]]*\]\(<?([^)>\s]+)>?\)/g;

/** The lines outside of fenced blocks, and in them nothing between backticks; the others empty. */
function prose(text) {
    let fenced = false;
    return text.split('\n').map((line) => {
        const is_fence = /^\s*```/.test(line);
        fenced = is_fence ? !fenced : fenced;
        return fenced || is_fence ? '' : line.replace(/`[^`]*`/g, '``');
    });
}

/** The anchors that a Markdown file has: its headings in lower case, words joined with hyphens. */
function anchors_of(path) {
    let fenced = false;
    const slugs = readFileSync(path, 'utf8').split('\n').flatMap((line) => {
        fenced = /^\s*```/.test(line) ? !fenced : fenced;
        const heading = fenced ? null : /^#+ (.*)$/.exec(line);
        return heading === null
            ? []
            : [heading[1].toLowerCase().replace(/[^\w\- ]/g, '').replace(/ /g, '-')];
    });
    return new Set(slugs);
}

export function check({ root, files }) {
    const documents = files.filter((file) => file.path.endsWith('.md'));
    return documents.flatMap((file) =>
        prose(file.content).flatMap((line, index) =>
            [...line.matchAll(link)].flatMap(([, target]) => {
                const sentence = complaint(root, file, target);
                return sentence === undefined ? [] : [file.breach(index + 1, sentence)];
            }),
        ),
    );
}

/** What is wrong with one link; nothing if it leads somewhere, or out of the tree to the network. */
function complaint(root, file, target) {
    if (/^[a-z]+:/.test(target)) {
        return undefined;
    }
    const [path, anchor] = target.split('#');
    const absolute = path === '' ? file.absolute : join(dirname(file.absolute), path);
    if (!existsSync(absolute)) {
        return `'${target}' leads nowhere`;
    }
    if (relative(realpathSync(root), realpathSync(absolute)).startsWith('..')) {
        return `'${target}' leads out of the tree`;
    }
    if (anchor !== undefined && !anchors_of(absolute).has(anchor)) {
        return `'${target}' names a heading that is not there`;
    }
    return undefined;
}
