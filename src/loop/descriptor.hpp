// SPDX-License-Identifier: MIT
#pragma once

#include <utility>

#include <unistd.h>

namespace socketiota::loop {

/// A descriptor of the kernel, closed with its owner.
///
/// Thread safety: as any object.
class descriptor {
public:
    descriptor() noexcept = default;

    /// Takes `number` over; less than 0: none.
    explicit descriptor(int number) noexcept : number_(number) {}

    descriptor(descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}

    descriptor& operator=(descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }

    descriptor(descriptor const&) = delete;
    descriptor& operator=(descriptor const&) = delete;

    ~descriptor() { close(); }

    explicit operator bool() const noexcept { return number_ >= 0; }

    /// Less than 0: none.
    [[nodiscard]] int number() const noexcept { return number_; }

    /// Leaves it to another owner.
    [[nodiscard]] int release() noexcept { return std::exchange(number_, -1); }

    void close() noexcept {
        if (number_ >= 0)
            ::close(std::exchange(number_, -1));
    }

private:
    int number_ = -1;
};

} // namespace socketiota::loop
