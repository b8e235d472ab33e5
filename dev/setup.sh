# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What ./run and ./test share: one sentence on failure, logged steps with progress, and installing
# what is missing. A sourcing script sets `program`, the name it answers by.

set -euo pipefail

# Node 18 is what Debian 12 has; the official clients in the tests need no newer one.
readonly least_node=18

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly root
readonly logs=$root/build/log

say() {
    printf '%s\n' "$*"
}

fail() {
    printf '%s: %s\n' "${program:?}" "$*" >&2
    exit 1
}

# Wrong arguments have an exit status of their own, so that callers can tell them from a failure.
misused() {
    printf '%s: %s; see %s --help\n' "${program:?}" "$*" "$program" >&2
    exit 2
}

# Passes on every tenth of the way of ninja ("[3/40] ...") and ctest ("3/40 Test ..."), and how a
# test ended that did not pass.
progress() {
    local line percent shown=0 tenth
    while IFS= read -r line; do
        [[ $line =~ ^\ *\[?([0-9]+)/([0-9]+)(\]| Test) ]] || continue
        percent=$((100 * BASH_REMATCH[1] / BASH_REMATCH[2]))
        tenth=$((percent / 10))
        if [[ $line == *'***'* ]]; then
            say "    ${line#"${line%%[! ]*}"}"
        elif ((tenth > shown && percent < 100)); then
            say "    $percent %"
        fi
        shown=$tenth
    done
}

# logged NAME COMMAND... runs a command, shows its progress and keeps what it says in build/log.
logged() {
    local log=$logs/$1.log
    shift
    mkdir -p "$logs"
    "$@" 2>&1 </dev/null | tee "$log" | progress
}

# step SENTENCE NAME REMEDY COMMAND... is a logged command that must succeed.
step() {
    local sentence=$1 name=$2 remedy=$3 started=$SECONDS
    shift 3
    say "$sentence ..."
    if ! logged "$name" "$@"; then
        tail -n 20 "$logs/$name.log" >&2
        fail "$sentence failed: $remedy (full log: $logs/$name.log)"
    fi
    if ((SECONDS - started >= 10)); then
        say "    done in $((SECONDS - started)) s"
    fi
}

as_root() {
    if ((EUID == 0)); then
        "$@"
    else
        sudo "$@"
    fi
}

node_is_recent() {
    command -v node >/dev/null &&
        node -e "process.exit(parseInt(process.versions.node) >= $least_node ? 0 : 1)"
}

# Debian's nodejs would shadow or break a newer Node that somebody put there, so it is wanted only
# where there is none that serves.
node_packages() {
    node_is_recent || say nodejs
    command -v npm >/dev/null || say npm
}

# Prints those of the named packages that are not installed.
missing_packages() {
    local installed package
    # dpkg-query fails if it knows none of a name, which is an answer here.
    # shellcheck disable=SC2016 # the format is dpkg-query's to expand
    installed=$(dpkg-query --show --showformat='${Package} ${db:Status-Status}\n' "$@" \
        2>/dev/null) || true
    for package; do
        grep -qFx "$package installed" <<<"$installed" || say "$package"
    done
}

install_packages() {
    local missing wanted=("$@")
    local apt=(env DEBIAN_FRONTEND=noninteractive apt-get --quiet --yes
        -o DPkg::Lock::Timeout=300)
    command -v dpkg-query apt-get >/dev/null ||
        fail "only Debian's packages are known here: install the equivalents of ${wanted[*]}," \
            "then configure and build with cmake --preset (HACKING.md)"
    mapfile -t -O ${#wanted[@]} wanted < <(node_packages)
    mapfile -t missing < <(missing_packages "${wanted[@]}")
    ((${#missing[@]} > 0)) || return 0

    ((EUID == 0)) || command -v sudo >/dev/null ||
        fail "packages are missing and there is no sudo: run as root" \
            "'apt-get install ${missing[*]}'"
    step 'Updating the package lists' apt-update \
        'check the network and /etc/apt/sources.list' as_root "${apt[@]}" update
    step "Installing ${missing[*]}" apt-install \
        'check the disk space and that this is Debian 12 or later' \
        as_root "${apt[@]}" --no-install-recommends install "${missing[@]}"
    hash -r
    node_is_recent ||
        fail "Node $least_node or later is needed, and in PATH is" \
            "$(command -v node || say none): upgrade it, or take it out of PATH so that Debian's" \
            "is used"
}

# install_peers ARGUMENT... installs what package-lock.json names: the official clients and servers.
# ARGUMENT is --omit=dev or --include=dev.
install_peers() {
    if node "$root/dev/check_peers.mjs" "$@"; then
        return
    fi
    # No package needs an install script, and one that appears some day must not run unseen.
    step 'Installing the npm packages' npm-ci \
        'check the network, and that package-lock.json is as committed' \
        npm --prefix "$root" ci --ignore-scripts --no-progress "$@"
}

configure() {
    local preset=$1
    shift
    step "Configuring preset $preset" "configure-$preset" \
        'the log names what CMake did not find' cmake -S "$root" --preset "$preset" "$@"
}

# build PRESET [TARGET...] runs one compiler for each core that has 1.5 GB: a compiler that is
# swapped out is slower than a core that idles.
build() {
    local preset=$1 target targets=() jobs memory
    shift
    for target; do
        targets+=(--target "$target")
    done
    jobs=$(nproc)
    memory=$(awk '/^MemAvailable:/ { print int($2 / 1500000) }' /proc/meminfo)
    ((jobs <= memory)) || jobs=$((memory > 0 ? memory : 1))
    (cd "$root" && step "Building preset $preset" "build-$preset" \
        'the log holds the first error; a killed compiler means too little memory' \
        cmake --build --preset "$preset" --parallel "$jobs" "${targets[@]}")
}
