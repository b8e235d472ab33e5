// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstddef>

namespace socketiota::base {

/// How many there are of something on all shards of a server together, of which there may be so
/// many.
///
/// Thread safety: safe.
class shared_count {
public:
    /// Room for one more, given back unless it is kept.
    class place {
    public:
        /// Without a count there is always room.
        explicit place(shared_count* in) noexcept
            : in_(in), is_taken_(in == nullptr || in->add()) {}

        place(place const&) = delete;
        place& operator=(place const&) = delete;

        ~place() {
            if (is_taken_ && in_ != nullptr)
                in_->remove();
        }

        [[nodiscard]] explicit operator bool() const noexcept { return is_taken_; }

        /// Whoever took it calls `remove` later.
        void keep() noexcept { in_ = nullptr; }

    private:
        shared_count* in_;
        bool const is_taken_;
    };

    explicit shared_count(std::size_t most) noexcept : most_(most) {}

    [[nodiscard]] std::size_t size() const noexcept {
        return size_.load(std::memory_order_relaxed);
    }

    void remove() noexcept { size_.fetch_sub(1, std::memory_order_relaxed); }

private:
    [[nodiscard]] bool add() noexcept {
        std::size_t now = size_.load(std::memory_order_relaxed);
        do {
            if (now >= most_)
                return false;
        } while (!size_.compare_exchange_weak(now, now + 1, std::memory_order_relaxed));
        return true;
    }

    std::size_t const most_;
    std::atomic<std::size_t> size_ = 0;
};

} // namespace socketiota::base
