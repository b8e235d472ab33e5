// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/bytes.hpp>
#include <socketiota/error.hpp>
#include <socketiota/export.hpp>
#include <socketiota/value.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace socketiota {

/// What a Socket.IO packet is for; the numbers are those of the protocol.
enum class packet_kind : std::uint8_t {
    /// A client wants to join a namespace, or has joined it.
    connect = 0,
    /// One side leaves a namespace.
    disconnect = 1,
    /// An event.
    event = 2,
    /// The answer to an event.
    ack = 3,
    /// A client may not join a namespace.
    connect_error = 4,
};

/// A Socket.IO packet as a program sees it: the object that a parser of Node is given, and gives.
struct parsed_packet {
    /// What it is for.
    packet_kind kind = packet_kind::connect;
    /// Which namespace it belongs to, with its slash.
    std::string nsp = "/";
    /// Of an event that wants an answer, and of that answer; below 2^53.
    std::optional<std::uint64_t> id{};
    /// Of an event an array that begins with its name, of an answer an array; of `connect` an
    /// object or null, of `connect_error` an object; of `disconnect` null.
    value data{};
};

/// What a packet is on its way: messages of Engine.IO with nothing between them.
struct encoded_packet {
    /// A message of text, in UTF-8, which goes first. Left out if it is empty and there is binary.
    std::string text{};
    /// Binary messages, in this order.
    std::vector<bytes> binary{};
};

/// How packets are encoded, if not as the official parsers do it: for `server_options::parser`.
///
/// Clients need the same parser; that of the official one is its option `parser`.
///
/// Thread safety: one object serves all shards, whose threads call it at the same time.
/// Source: Node's `parser` option.
class SOCKETIOTA_EXPORT packet_parser {
public:
    /// Puts together what one client sends. Used on the shard of that client alone.
    class decoder {
    public:
        virtual ~decoder() = default;

        /// Takes a message of text, which is UTF-8. Gives out the packet that is complete with it,
        /// or nothing if more of it must come. An error, or an exception, ends the session: what
        /// came is no packet. The text is valid during the call.
        [[nodiscard]] virtual result<std::optional<parsed_packet>>
        on_text(std::string_view text) = 0;

        /// The same for a binary message.
        [[nodiscard]] virtual result<std::optional<parsed_packet>>
        on_binary(std::span<std::byte const> octets) = 0;
    };

    virtual ~packet_parser() = default;

    /// Makes what reads the messages of a new client.
    [[nodiscard]] virtual std::unique_ptr<decoder> make_decoder() const = 0;

    /// Makes the messages that `packet` is sent as: of an event once, however many receive it. An
    /// error reaches whoever sends, as what `emit` returns; `connect` and `disconnect` must not
    /// fail.
    [[nodiscard]] virtual result<encoded_packet> encode(parsed_packet const& packet) const = 0;
};

} // namespace socketiota
