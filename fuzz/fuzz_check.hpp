// SPDX-License-Identifier: MIT
#pragma once

#include <cstdlib>
#include <iostream>

namespace socketiota {

/// Ends a fuzz target that has found something: libFuzzer keeps the input of an abort, and the
/// replaying test fails. assert would vanish from optimised builds.
///
/// The builtins are there because clang 14 has no std::source_location.
inline void fuzz_check(bool holds, char const* file = __builtin_FILE(),
                       int line = __builtin_LINE()) {
    if (holds)
        return;
    std::cerr << file << ":" << line << ": does not hold\n";
    std::abort();
}

} // namespace socketiota
