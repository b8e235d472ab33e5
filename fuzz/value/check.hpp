// SPDX-License-Identifier: MIT
#pragma once

#include <cstdlib>

namespace socketiota {

/// What must hold for each input; a fuzzer reports an abort as a finding.
inline void check(bool holds) {
    if (!holds)
        std::abort();
}

} // namespace socketiota
