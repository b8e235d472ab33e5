// SPDX-License-Identifier: MIT
#pragma once

#include "payload.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace socketiota::bench {

/// The packets of an acked echo, for WebSocket and long-polling alike. The number of an operation
/// is its ack id. A returned view lasts until the next call.
class echo_packets {
public:
    explicit echo_packets(std::size_t payload_bytes, std::string_view event, bool msgpack = false)
        : payloads_(payload_bytes),
          event_(event),
          event_begin_("[\"" + event_ + "\",\""),
          msgpack_(msgpack) {}

    /// `42<id>["<event>","<payload>"]`, or the map of it in msgpack.
    std::string_view event(std::size_t sender, std::uint64_t id) {
        return msgpack_ ? make_msgpack_event(sender, id) : make("42", id, event_begin_, sender);
    }

    /// `43<id>["<payload>"]`, or the map of it in msgpack, in the order of the official server.
    std::string_view ack(std::size_t sender, std::uint64_t id) {
        return msgpack_ ? make_msgpack_ack(sender, id) : make("43", id, R"([")", sender);
    }

private:
    std::string_view make(std::string_view type, std::uint64_t id, std::string_view begin,
                          std::size_t sender);
    std::string_view make_msgpack_event(std::size_t sender, std::uint64_t id);
    std::string_view make_msgpack_ack(std::size_t sender, std::uint64_t id);

    payload_maker payloads_;
    std::string event_;
    std::string event_begin_;
    std::string packet_;
    bool msgpack_;
};

} // namespace socketiota::bench
