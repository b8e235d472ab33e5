// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/value.hpp>

#include <iostream>
#include <mutex>
#include <string>

namespace interop {

/// Writes one JSON object a line to standard output, if it is switched on.
class trace {
public:
    void switch_on(bool on) noexcept { on_ = on; }

    void operator()(socketiota::value const& line) const {
        if (!on_)
            return;
        std::string const text = line.to_json();
        std::scoped_lock const one_at_a_time(lock_); // with several shards
        // Flushed at once: a suite waits for the line.
        std::cout << text << std::endl;
    }

private:
    mutable std::mutex lock_;
    bool on_ = false;
};

} // namespace interop
