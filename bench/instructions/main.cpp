// SPDX-License-Identifier: MIT
// Runs the main paths of the library for valgrind to count: bench/instructions.mjs builds and
// starts it. What prepares a path and its first runs are left out; valgrind writes one file for
// each, and this prints its name and how often it was run.
#include "paths.hpp"

#include <exception>
#include <functional>
#include <iostream>
#include <string>

#include <valgrind/callgrind.h>

namespace {

void count(socketiota::bench::path const& each) {
    std::function<void(long)> const run = each.prepare();
    run(each.operations / 10);
    CALLGRIND_ZERO_STATS;
    run(each.operations);
    CALLGRIND_DUMP_STATS_AT(std::string(each.name).c_str());
    std::cout << each.name << ' ' << each.operations << std::endl;
}

} // namespace

int main() {
    try {
        for (socketiota::bench::path const& each : socketiota::bench::sans_io_paths())
            count(each);
        for (socketiota::bench::path const& each : socketiota::bench::cluster_paths())
            count(each);
        for (socketiota::bench::path const& each : socketiota::bench::redis_paths())
            count(each);
        for (socketiota::bench::path const& each : socketiota::bench::server_paths())
            count(each);
        for (socketiota::bench::path const& each : socketiota::bench::two_shard_paths())
            count(each);
    } catch (std::exception const& failure) {
        std::cerr << "bench_instructions: " << failure.what() << '\n';
        return 1;
    }
}
