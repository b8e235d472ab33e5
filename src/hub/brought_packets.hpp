// SPDX-License-Identifier: MIT
#pragma once

#include <boost/intrusive/list.hpp>

#include <cstddef>
#include <optional>
#include <vector>

#include <adapter/packet_log.hpp>
#include <adapter/packet_offset.hpp>
#include <base/timer_wheel.hpp>
#include <packet/event_units.hpp>

namespace socketiota::hub {

/// One that a client has missed.
struct missed_packet {
    adapter::packet_offset offset;
    packet::event_units units;
};

/// The packets that sessions brought from other shards, of each session by itself. What came first
/// goes when all hold too many, too much, or for too long; then the whole of its list goes.
///
/// Apart from the log of the shard: what one session brings costs no other that has not moved what
/// it needs.
///
/// Not thread safe: belongs to the shard.
class brought_packets {
public:
    /// Those of a session, which `brought_packets` must outlive.
    class list final : public boost::intrusive::list_base_hook<
                           boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
    public:
        list() = default;
        list(list const&) = delete;
        list& operator=(list const&) = delete;

        ~list() { clear(); }

        [[nodiscard]] std::size_t size() const noexcept { return all_.size(); }

        [[nodiscard]] missed_packet const& operator[](std::size_t index) const noexcept {
            return all_[index];
        }

        void clear() noexcept;

    private:
        friend class brought_packets;

        std::vector<missed_packet> all_;
        std::size_t octets_ = 0;
        base::time_point at_;
        brought_packets* of_ = nullptr; // while it holds something
    };

    explicit brought_packets(adapter::packet_log::limits most) noexcept : most_(most) {}

    brought_packets(brought_packets const&) = delete;
    brought_packets& operator=(brought_packets const&) = delete;
    ~brought_packets() = default;

    /// Has `into`, which is empty, hold `packets`: unless they are more than all may be.
    void put(list& into, std::vector<missed_packet> packets, base::time_point now) noexcept;

    /// Lets go of what is too old at `now`.
    void forget_old(base::time_point now) noexcept;

    /// When the oldest will be too old; none if there is nothing.
    [[nodiscard]] std::optional<base::time_point> next_to_forget() const noexcept;

private:
    adapter::packet_log::limits const most_;
    /// That which came first is in front.
    boost::intrusive::list<list, boost::intrusive::constant_time_size<false>> lists_;
    std::size_t packets_ = 0;
    std::size_t octets_ = 0;
};

} // namespace socketiota::hub
