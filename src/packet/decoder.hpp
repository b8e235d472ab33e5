// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include <packet/decoder_limits.hpp>
#include <packet/decoding_state.hpp>
#include <packet/incoming_packet.hpp>
#include <packet/packet_error.hpp>
#include <packet/parser_kind.hpp>

namespace socketiota::packet {

class custom_decoding;

/// Turns Engine.IO messages of one client into packets.
///
/// The first message tells which parser the client speaks: binary is msgpack, one message for each
/// packet; text is JSON, with a message for each of the attachments that it announces. A parser of
/// the program is for all. What a packet carries is validated as a whole before the packet is given
/// out, so that whatever decodes or relays it later can rely on it; it is not decoded. A packet
/// without attachments is given out where it was received, without a copy.
///
/// Sans-IO. After an error it must not be fed again.
class decoder {
public:
    enum class outcome : std::uint8_t {
        /// The packet is complete.
        packet,
        /// Attachments are missing.
        incomplete,
        /// `error()` says why the connection must be closed.
        error,
    };

    /// `limits` must outlive the decoder: all clients of a server share them.
    explicit decoder(decoder_limits const& limits) noexcept;
    ~decoder();

    /// Takes one text message and fills `packet` if it is complete. `text` is UTF-8.
    [[nodiscard]] outcome on_text(std::string_view text, incoming_packet& packet);

    /// Takes one binary message, and fills `packet` if it was the last one missing.
    [[nodiscard]] outcome on_binary(std::span<std::byte const> octets, incoming_packet& packet);

    /// The packet that was given out is not looked at any more: what was kept for it goes, which
    /// would stay until the next packet, however long that takes.
    void forget_complete();

    [[nodiscard]] packet_error error() const noexcept { return error_; }

    /// What its client speaks.
    [[nodiscard]] parser_kind parser() const noexcept { return parser_; }

    /// Whether a packet waits for attachments: a state that needs a deadline.
    [[nodiscard]] bool incomplete() const noexcept;

private:
    struct incomplete_packet;

    outcome fail(packet_error reason) noexcept;
    [[nodiscard]] outcome outcome_of(packet_error reason) noexcept;
    [[nodiscard]] custom_decoding& custom();

    decoder_limits const& limits_;
    packet_error error_ = packet_error::none;
    parser_kind parser_ = default_parser;
    bool has_begun_ = false; // a message has come
    // Most clients never send an attachment: they keep one pointer for it.
    std::unique_ptr<decoding_state> state_;
};

} // namespace socketiota::packet
