// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

namespace socketiota::bench {

/// Time since the last restart.
class stopwatch {
public:
    void restart() { begin_ = std::chrono::steady_clock::now(); }

    std::chrono::nanoseconds elapsed() const { return std::chrono::steady_clock::now() - begin_; }

private:
    std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

inline std::chrono::nanoseconds seconds_to_duration(double seconds) {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(
        std::chrono::duration<double>{seconds});
}

} // namespace socketiota::bench
