// SPDX-License-Identifier: MIT
// C++ files are as clang-format leaves them. Its answer differs between versions: Debian 12's counts.
import { tool_breaches } from '../tool.mjs';

export function check({ root, files }) {
    const paths = files.filter((file) => file.is_cpp).map((file) => file.path);
    const tool = process.env.CLANG_FORMAT ?? 'clang-format';
    return tool_breaches(root, tool, ['--dry-run', '-Werror', '--style=file'], paths);
}
