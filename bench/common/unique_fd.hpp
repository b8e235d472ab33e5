// SPDX-License-Identifier: MIT
#pragma once

#include <utility>

#include <unistd.h>

namespace socketiota::bench {

/// Owns one file descriptor and closes it once.
class unique_fd {
public:
    unique_fd() = default;

    explicit unique_fd(int value) : value_(value) {}

    unique_fd(unique_fd&& other) noexcept : value_(std::exchange(other.value_, -1)) {}

    unique_fd& operator=(unique_fd&& other) noexcept {
        std::swap(value_, other.value_);
        return *this;
    }

    ~unique_fd() { reset(); }

    int get() const { return value_; }

    explicit operator bool() const { return value_ >= 0; }

    void reset() {
        if (value_ >= 0)
            ::close(std::exchange(value_, -1));
    }

private:
    int value_ = -1;
};

} // namespace socketiota::bench
