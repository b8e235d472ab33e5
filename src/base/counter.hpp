// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>

namespace socketiota::base {

/// A count that one thread changes and any may read: needs no locked operation.
class counter {
public:
    void add(std::uint64_t more) noexcept {
        value_.store(read() + more, std::memory_order_relaxed);
    }

    [[nodiscard]] std::uint64_t read() const noexcept {
        return value_.load(std::memory_order_relaxed);
    }

private:
    std::atomic<std::uint64_t> value_ = 0;
};

} // namespace socketiota::base
