// SPDX-License-Identifier: MIT
import { spawnSync } from 'node:child_process';

/**
 * What a tool complains about in the given files, which must be some: a tool that looked at nothing
 * is content with it.
 */
export function tool_breaches(root, tool, options, paths) {
    if (paths.length === 0) {
        return [`${root}:1: ${tool} has no files to look at`];
    }
    const { error, status, stdout, stderr } = spawnSync(tool, [...options, ...paths], {
        cwd: root,
        encoding: 'utf8',
    });
    if (error !== undefined) {
        return [`${tool}:1: does not start (${error.code}): install it`];
    }
    const lines = (stdout + stderr).split('\n').filter((line) => /^[^:]+:\d+:/.test(line));
    // A failure without a complaint, such as a bad option, is one all the same.
    return status !== 0 && lines.length === 0 ? [`${tool}:1: ${stderr.trim()}`] : lines;
}
