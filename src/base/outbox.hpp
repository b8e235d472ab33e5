// SPDX-License-Identifier: MIT
#pragma once

#include <boost/container/small_vector.hpp>

#include <cstddef>
#include <span>
#include <utility>

#include <base/outgoing.hpp>

namespace socketiota::base {

/// What one session still has to send, in order.
///
/// Units are dropped whole or not at all: the transport knows how much of the first one is out, and
/// a unit whose first byte is out must be finished.
///
/// Holds a reference to a unit only while it is unsent, and no memory beyond two units while idle.
class outbox {
public:
    void push(outgoing_ptr unit) {
        size_ += unit->size();
        units_.push_back(std::move(unit));
    }

    [[nodiscard]] bool empty() const noexcept { return units_.empty(); }

    /// Octets waiting, counted by `outgoing::size`: what the limit of a slow consumer looks at.
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    [[nodiscard]] std::span<outgoing_ptr const> units() const noexcept {
        return {units_.data(), units_.size()};
    }

    /// Removes the first `count` units, which have been sent.
    void pop(std::size_t count) noexcept {
        for (std::size_t index = 0; index < count; ++index)
            size_ -= units_[index]->size();
        if (count == units_.size())
            clear();
        else
            units_.erase(units_.begin(), units_.begin() + static_cast<std::ptrdiff_t>(count));
    }

    void clear() noexcept {
        size_ = 0;
        // A burst would otherwise leave its memory with every session that saw it.
        if (units_.capacity() > most_kept)
            storage().swap(units_);
        else
            units_.clear();
    }

private:
    using storage = boost::container::small_vector<outgoing_ptr, 2>;
    static constexpr std::size_t most_kept = 64;

    storage units_;
    std::size_t size_ = 0;
};

} // namespace socketiota::base
