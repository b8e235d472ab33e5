// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>

#include <base/timer_wheel.hpp>

namespace socketiota::base {

/// Judges whether what a peer must take, or send, becomes less as time passes: a peer that does
/// next to nothing must not hold memory for ever, however often it shows that it lives.
///
/// Not thread safe.
class progress {
public:
    /// How long a peer may do next to nothing, and what is more than that.
    static constexpr std::chrono::seconds patience{20};
    static constexpr std::size_t least = std::size_t{16} << 10; // octets

    /// Nothing is due: the next time begins anew.
    void reset() noexcept { looked_at_ = not_looked; }

    /// To be asked now and then. False: `rest`, in octets, has not become less by `least` within
    /// `patience`.
    [[nodiscard]] bool goes_on(time_point now, std::size_t rest) noexcept {
        if (looked_at_ != not_looked) {
            if (now - looked_at_ < patience)
                return true;
            if (rest > looked_ || looked_ - rest < least)
                return false;
        }
        looked_at_ = now;
        looked_ = rest;
        return true;
    }

private:
    static constexpr time_point not_looked = time_point::min();

    time_point looked_at_ = not_looked;
    std::size_t looked_ = 0; // the rest then
};

} // namespace socketiota::base
