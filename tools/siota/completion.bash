# SPDX-License-Identifier: MIT
# bash-completion loads this when siota is typed first; the program knows its arguments itself.
# shellcheck shell=bash
# shellcheck source=/dev/null
source <(siota completion bash)
