// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

#include <adapter/packet_offset.hpp>
#include <adapter/room_index.hpp>
#include <adapter/selection.hpp>
#include <base/timer_wheel.hpp>
#include <packet/event_units.hpp>

namespace socketiota::adapter {

/// The packets of a shard that clients may have missed, in the order in which its clients received
/// them. The oldest go when it holds too many, too much, or for too long.
///
/// A place in it is the number of all packets before, gone or not: it names the same packet for
/// ever.
///
/// Not thread safe: belongs to the shard.
class packet_log {
public:
    using position = std::uint64_t;

    struct limits {
        std::size_t packets;
        std::size_t octets;
        base::duration age;
    };

    struct entry {
        packet_offset offset;
        room_index const* among; // the namespace, by those who are away from it
        selection to;
        packet::event_units units;
        base::time_point at;
        std::size_t octets = 0; // of memory; counted here
    };

    /// Its places are counted from `first`.
    explicit packet_log(limits most, position first = 0) noexcept : most_(most), begin_(first) {}

    packet_log(packet_log const&) = delete;
    packet_log& operator=(packet_log const&) = delete;
    ~packet_log() = default;

    /// Puts `added` at the end, which is its place then: also if it is too large to stay.
    position add(entry added);

    /// Lets go of what is too old at `now`.
    void forget_old(base::time_point now) noexcept;

    /// When the oldest will be too old; none if there is nothing.
    [[nodiscard]] std::optional<base::time_point> next_to_forget() const noexcept;

    /// The first that is there, and where the next will be.
    [[nodiscard]] position begin() const noexcept { return begin_; }

    [[nodiscard]] position end() const noexcept { return begin_ + entries_.size(); }

    /// `at` is from `begin()` to before `end()`.
    [[nodiscard]] entry const& operator[](position at) const noexcept {
        return entries_[static_cast<std::size_t>(at - begin_)];
    }

    /// The last place, from `from` on, of a packet of that namespace.
    [[nodiscard]] std::optional<position> find(packet_offset offset, room_index const& among,
                                               position from) const noexcept;

    /// Octets of memory that it takes, about.
    [[nodiscard]] std::size_t octets() const noexcept { return octets_; }

    /// The same of one packet.
    [[nodiscard]] static std::size_t octets_of(packet::event_units const& units) noexcept;

private:
    [[nodiscard]] static std::size_t octets_of(entry const& which) noexcept;
    void forget_first() noexcept;

    limits const most_;
    std::deque<entry> entries_;
    position begin_;
    std::size_t octets_ = 0;
};

} // namespace socketiota::adapter
