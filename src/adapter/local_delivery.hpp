// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/error.hpp>
#include <socketiota/remote_socket.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <adapter/broadcast_answers.hpp>
#include <adapter/event_source.hpp>
#include <adapter/member.hpp>
#include <base/outgoing.hpp>

namespace socketiota::adapter {

/// An event that asks each of its recipients for an answer, with one id for all of them.
struct question {
    base::outgoing_ptr unit;
    std::uint64_t ack_id;
};

/// What an adapter may ask of the hub above it, so that the arrow between them points down only.
///
/// Spans of members are those that a selection gave: they need not outlive the call, and what a
/// call leads to may change them.
class local_delivery {
public:
    using members = std::span<member* const>;

    /// The unit that recipients on this shard get.
    [[nodiscard]] virtual result<base::outgoing_ptr> encode(event_source const& event,
                                                            base::send_flags flags) = 0;

    /// Queues `unit` for each of `recipients`: one call for all of them, not one for each.
    virtual void deliver(members recipients, base::outgoing_ptr const& unit,
                         event_source const& event) = 0;

    /// The same for an event that is to be answered.
    [[nodiscard]] virtual result<question> encode_question(event_source const& event,
                                                           base::send_flags flags) = 0;

    /// Queues it for each of `recipients` and has them answer to `answers`.
    virtual void ask(members recipients, question const& what, event_source const& event,
                     broadcast_answers& answers) = 0;

    /// What can be told of each to other nodes and to the program.
    [[nodiscard]] virtual std::vector<remote_socket> describe(members those) = 0;

    /// Makes each of `those` join or leave all of `rooms`, or disconnect.
    virtual void join(members those, std::vector<std::string> const& rooms) = 0;
    virtual void leave(members those, std::vector<std::string> const& rooms) = 0;
    virtual void disconnect(members those, bool close) = 0;

protected:
    ~local_delivery() = default;
};

} // namespace socketiota::adapter
