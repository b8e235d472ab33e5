// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/value.hpp>

#include <iostream>

namespace interop {

/// Writes one JSON object a line to standard output, if it is switched on.
class trace {
public:
    void switch_on(bool on) noexcept { on_ = on; }

    void operator()(socketiota::value const& line) const {
        // Flushed at once: a suite waits for the line.
        if (on_)
            std::cout << line.to_json() << std::endl;
    }

private:
    bool on_ = false;
};

} // namespace interop
