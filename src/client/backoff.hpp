// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace socketiota::clients {

/// How long attempts to connect again wait: twice as long each time up to a limit, and longer or
/// shorter by chance, as the official client reckons it; or as long as chance wants within that.
class backoff {
public:
    using milliseconds = std::chrono::milliseconds;

    /// @param jitter 0 to 1: by how much of it the wait may be longer or shorter.
    /// @param full whether it is anything between nothing and the whole instead
    backoff(milliseconds first, milliseconds longest, double jitter, std::uint64_t seed,
            bool full = false) noexcept
        : first_(first), longest_(longest), jitter_(jitter), full_(full), chance_(seed) {}

    /// The wait before the next attempt, which is counted.
    [[nodiscard]] milliseconds next() noexcept;

    /// How many were counted since the beginning.
    [[nodiscard]] std::size_t attempts() const noexcept { return attempts_; }

    /// The next begins anew.
    void reset() noexcept { attempts_ = 0; }

private:
    milliseconds first_;
    milliseconds longest_;
    double jitter_;
    bool full_;
    std::uint64_t chance_; // what the next generator begins with
    std::size_t attempts_ = 0;
};

} // namespace socketiota::clients
