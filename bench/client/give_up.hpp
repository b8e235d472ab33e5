// SPDX-License-Identifier: MIT
#pragma once

#include <cstdlib>
#include <iostream>
#include <string_view>

namespace socketiota::bench {

/// Ends the program: the run is void, and `why` is the sentence that says so. An exception would
/// not leave the functions that the library calls.
[[noreturn]] inline void give_up(std::string_view why) {
    std::cerr << "bench_client: " << why << '\n';
    std::exit(1);
}

} // namespace socketiota::bench
