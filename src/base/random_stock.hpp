// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <utility>

#include <base/random.hpp>

namespace socketiota::base {

/// Random octets that nobody can predict, many of one system call: for masks of frames, of which
/// one call each was a tenth of what an event costs a client. Not for secrets, which a fork would
/// repeat.
///
/// Not thread safe.
class random_stock {
public:
    /// Throws as `fill_random`.
    template <std::size_t Size>
    [[nodiscard]] std::array<std::byte, Size> take() {
        static_assert(Size <= octets_in_stock);
        if (octets_.size() - used_ < Size) {
            fill_random(octets_);
            used_ = 0;
        }
        std::array<std::byte, Size> taken{};
        for (std::byte& each : taken)
            each = std::exchange(octets_[used_++], std::byte{}); // not there to be found any more
        return taken;
    }

private:
    static constexpr std::size_t octets_in_stock = 256; // what the system gives at once

    std::array<std::byte, octets_in_stock> octets_{};
    std::size_t used_ = octets_in_stock;
};

} // namespace socketiota::base
