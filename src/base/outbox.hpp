// SPDX-License-Identifier: MIT
#pragma once

#include <boost/container/small_vector.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>
#include <span>
#include <utility>

#include <base/outgoing.hpp>
#include <base/progress.hpp>
#include <base/timer_wheel.hpp>

namespace socketiota::base {

/// What one peer still has to be sent, in order, and whether that is too much.
///
/// Units are dropped whole or not at all: the transport knows how much of the first one is out, and
/// a unit whose first byte is out must be finished.
///
/// The limit is judged when the transport has been asked to take what a turn produced, and never
/// before: how much the peer takes is not known earlier. So a turn may bring it over its limit, by
/// whatever the program sends in that turn. From then on next to nothing may come to what waits
/// (`accepts`) and it must become less as time passes (`moves`), until it is within the limit
/// again.
///
/// Holds a reference to a unit only while it is unsent, and no memory beyond two units while idle:
/// most peers never come over their limit, nor does their output leave for elsewhere.
class outbox {
public:
    /// @param limit in octets of memory, at least 1.
    explicit outbox(std::size_t limit) noexcept : limit_(limit) {}

    void push(outgoing_ptr unit) {
        if (seldom_ && seldom_->ceiling != 0) [[unlikely]]
            leave_excess();
        std::size_t const size = unit->size();
        std::size_t const held = unit->held() + entry_size;
        units_.push_back(std::move(unit)); // first: what throws is not counted
        size_ += size;
        held_ += held;
    }

    [[nodiscard]] bool empty() const noexcept { return units_.empty(); }

    /// Octets waiting, counted by `outgoing::size`: what a program is told.
    [[nodiscard]] std::size_t size() const noexcept { return size_ + elsewhere(); }

    /// Octets of memory for what waits: the units with their places here, for a unit without text
    /// costs memory too, and what has left for a connection that has not sent it.
    [[nodiscard]] std::size_t held() const noexcept { return held_ + elsewhere(); }

    /// Where those count what they hold who took output from here and have not sent it.
    [[nodiscard]] std::shared_ptr<std::size_t> const& elsewhere_counter() {
        if (!seldom().elsewhere)
            seldom_->elsewhere = std::make_shared<std::size_t>(0);
        return seldom_->elsewhere;
    }

    [[nodiscard]] bool over_limit() const noexcept { return held() > limit_; }

    /// Judges what waits after the transport was asked to take it. False: too much, or there is no
    /// memory to tell.
    ///
    /// @param sent octets of the first unit that are out.
    [[nodiscard]] bool accepts(std::size_t sent = 0) noexcept {
        leave_excess();
        if (!over_limit())
            return true;
        if (!has_seldom())
            return false;
        std::size_t const rest = without(held(), sent);
        if (seldom_->ceiling == 0)
            seldom_->ceiling = std::max(rest, limit_ + 1);
        return rest <= seldom_->ceiling + slack;
    }

    /// Judges whether a peer over its limit takes something; to be asked now and then. False: what
    /// waits here makes no `progress`.
    ///
    /// What waits elsewhere is judged there.
    ///
    /// @param sent octets of the first unit that are out.
    [[nodiscard]] bool moves(time_point now, std::size_t sent = 0) noexcept {
        if (held_ > limit_)
            return has_seldom() && seldom_->taken.goes_on(now, without(held_, sent));
        if (seldom_)
            seldom_->taken.reset();
        return true;
    }

    [[nodiscard]] std::span<outgoing_ptr const> units() const noexcept {
        return {units_.data(), units_.size()};
    }

    /// Removes the first `count` units, which have been sent.
    void pop(std::size_t count) noexcept {
        if (count == units_.size()) {
            clear();
            return;
        }
        for (std::size_t index = 0; index < count; ++index) {
            size_ -= units_[index]->size();
            held_ -= units_[index]->held() + entry_size;
        }
        units_.erase(units_.begin(), units_.begin() + static_cast<std::ptrdiff_t>(count));
    }

    void clear() noexcept {
        size_ = 0;
        held_ = 0;
        // A burst would otherwise leave its memory with every session that saw it.
        if (units_.capacity() > most_kept)
            storage().swap(units_);
        else
            units_.clear();
    }

    /// How much may come to what waits over the limit: pings, and answers to what the peer asks.
    static constexpr std::size_t slack = std::size_t{16} << 10;

private:
    using storage = boost::container::small_vector<outgoing_ptr, 2>;
    static constexpr std::size_t most_kept = 64;
    // A vector that has just grown is half empty.
    static constexpr std::size_t entry_size = 2 * sizeof(outgoing_ptr);

    /// What most peers never need.
    struct seldom_needed {
        std::shared_ptr<std::size_t> elsewhere; // null until somebody takes output away
        std::size_t ceiling = 0;                // not 0 while what waits is over the limit
        progress taken;                         // since the limit was passed
    };

    [[nodiscard]] seldom_needed& seldom() {
        if (!seldom_)
            seldom_ = std::make_unique<seldom_needed>();
        return *seldom_;
    }

    [[nodiscard]] bool has_seldom() noexcept {
        try {
            static_cast<void>(seldom());
            return true;
        } catch (std::bad_alloc const&) {
            return false;
        }
    }

    [[nodiscard]] std::size_t elsewhere() const noexcept {
        return seldom_ && seldom_->elsewhere ? *seldom_->elsewhere : 0;
    }

    // Base64 and frames make a unit longer on the wire than it is here.
    static std::size_t without(std::size_t held, std::size_t sent) noexcept {
        return held - std::min(held, sent);
    }

    void leave_excess() noexcept {
        if (seldom_ && !over_limit())
            seldom_->ceiling = 0;
    }

    storage units_;
    std::size_t size_ = 0;
    std::size_t held_ = 0;
    std::size_t limit_;
    std::unique_ptr<seldom_needed> seldom_;
};

} // namespace socketiota::base
