// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/callback.hpp>
#include <socketiota/detail/pending_send.hpp>
#include <socketiota/engine_packet.hpp>
#include <socketiota/transport.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>

namespace socketiota {

/// What a program wants to know of one session beside what comes, and who waits until something has
/// left. Few sessions have any.
///
/// Units leave in the order in which they were queued: so a unit has left when so many have.
///
/// Not thread safe: belongs to the shard of its session.
struct engine_hooks {
    struct waiting_send {
        std::uint64_t unit;
        std::shared_ptr<detail::pending_send> who;
    };

    detail::callback<void(engine_packet const&)> packet;
    detail::callback<void(engine_packet const&)> packet_created;
    detail::callback<void(std::size_t)> flush;
    detail::callback<void()> drain;
    detail::callback<void(transport)> upgrade;

    bool observing = false;
    std::uint64_t queued = 0; // units since then, and those that waited
    std::uint64_t left = 0;   // of these
    std::deque<waiting_send> sends;
};

} // namespace socketiota
