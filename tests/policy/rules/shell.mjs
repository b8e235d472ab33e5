// SPDX-License-Identifier: MIT
// Shell scripts are clean in the eyes of shellcheck.
import { tool_breaches } from '../tool.mjs';

export function check({ root, files }) {
    const paths = files.filter((file) => file.is_shell).map((file) => file.path);
    return tool_breaches(root, 'shellcheck', ['--external-sources', '--format=gcc'], paths);
}
