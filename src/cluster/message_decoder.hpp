// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <cluster/decode_outcome.hpp>
#include <cluster/message.hpp>
#include <cluster/message_limits.hpp>

namespace socketiota::cluster {

/// What a stream of Redis holds of a message.
struct message_fields {
    std::string_view uid;
    std::string_view nsp;
    std::string_view type; // in decimal digits
    std::string_view data; // JSON, or msgpack in base64; empty if there is none
};

/// Reads messages of the protocol of socket.io-adapter's `ClusterAdapter`: sharded Redis, Redis
/// streams, Postgres.
///
/// It steps over what the message carries, so that reading one that nobody here wants is cheap:
/// what `message::to` says comes without it.
///
/// Not thread safe.
class message_decoder {
public:
    explicit message_decoder(message_limits const& limits = {}) noexcept : limits_(limits) {}

    /// Reads a whole message, JSON or msgpack by its first octet. `into` refers to `octets`.
    [[nodiscard]] decode_outcome decode(std::string_view octets, message& into);

    /// Reads an entry of a stream. `into` refers to `fields`, or to what this decoder keeps until
    /// it is used again.
    [[nodiscard]] decode_outcome decode(message_fields const& fields, message& into);

    /// Of the outcome `attachment`: its id.
    [[nodiscard]] std::string const& attachment_id() const noexcept { return attachment_id_; }

private:
    template <class Cursor>
    [[nodiscard]] decode_outcome read_whole(std::string_view octets, message& into);
    template <class Cursor>
    [[nodiscard]] decode_outcome read_data(Cursor& from, message& into);
    [[nodiscard]] decode_outcome read_field(std::string_view data, message& into);

    message_limits limits_;
    std::string attachment_id_;
    std::string unpacked_; // what stood in base64
};

} // namespace socketiota::cluster
