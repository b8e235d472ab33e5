// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include <cluster/classic_message.hpp>
#include <cluster/decode_outcome.hpp>
#include <cluster/message.hpp>
#include <cluster/message_limits.hpp>

namespace socketiota::cluster {

/// Reads what servers and emitters with the classic adapter of Redis send, as the messages that the
/// newer adapters have, so that one machine serves both.
///
/// It steps over what is carried, as `message_decoder` does. Messages refer to the octets.
///
/// Not thread safe.
class classic_decoder {
public:
    explicit classic_decoder(message_limits const& limits = {}) noexcept : limits_(limits) {}

    /// What is published on the channel of a namespace or of one of its rooms: msgpack.
    [[nodiscard]] decode_outcome decode_broadcast(std::string_view octets, message& into) const;

    /// JSON or msgpack, by its first octet. `nsp` is empty: the channel says it. So is `uid`, if an
    /// emitter has sent it.
    [[nodiscard]] decode_outcome decode_request(std::string_view octets,
                                                classic_request& into) const;

    /// JSON or msgpack. Nobody says from whom it comes: `uid` and `nsp` are empty. Answers to
    /// questions of older versions, which we do not ask, are unknown.
    [[nodiscard]] decode_outcome decode_response(std::string_view octets, message& into) const;

private:
    template <class Cursor>
    [[nodiscard]] decode_outcome read_request(Cursor from, classic_request& into) const;
    template <class Cursor>
    [[nodiscard]] decode_outcome read_response(Cursor from, message& into) const;

    message_limits limits_;
};

} // namespace socketiota::cluster
