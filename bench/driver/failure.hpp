// SPDX-License-Identifier: MIT
#pragma once

#include <stdexcept>

namespace socketiota::bench {

/// The run is void; what() is the one sentence that the driver prints before it exits with 1.
struct failure : std::runtime_error {
    using std::runtime_error::runtime_error;
};

} // namespace socketiota::bench
