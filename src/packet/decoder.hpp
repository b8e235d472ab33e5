// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/bytes.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <packet/packet_error.hpp>
#include <packet/packet_head.hpp>
#include <packet/packet_type.hpp>
#include <value/json_placeholders.hpp>
#include <value/json_reader.hpp>
#include <value/json_validate.hpp>

namespace socketiota::packet {

/// One complete packet that came in. Its views are valid while the text it was read from is, and
/// until the decoder is fed again or told to forget it.
struct incoming_packet {
    /// Never one of the binary types: their attachments are here.
    packet_type type = packet_type::connect;
    std::string_view nsp{};
    std::optional<std::uint64_t> id{};
    /// Valid JSON of the shape its type asks for, or empty where the type allows that.
    std::string_view data{};
    std::span<bytes const> attachments{};
    /// Where attachments belong in the data.
    std::span<json_placeholder const> placeholders{};
    /// Of an event: where in the data the element after its name begins, or the closing bracket.
    std::size_t arguments_begin = 0;
    /// Of an event: its name, decoded. Empty for the bare `2` that the official decoder tolerates.
    std::string_view event_name{};
    /// Holds the name if it had escapes.
    std::string unescaped_name{};
};

/// Puts `reader` inside the array of arguments of an event (after its name) or of an answer, so
/// that the next call is `next_element`.
void open_arguments(incoming_packet const& packet, json_reader& reader) noexcept;

/// Octets of memory that an attachment takes beside its content, in a vector that has just grown.
inline constexpr std::size_t attachment_cost = 4 * sizeof(bytes);

/// What a client may make a server keep.
struct decoder_limits {
    /// Attachments of one packet (CVE-2026-33151). The same as in the official decoder.
    std::size_t max_attachments = 10;
    /// Octets that one packet takes with its attachments together, `attachment_cost` more for each:
    /// many that are empty take memory too.
    std::size_t max_packet_size = std::size_t{10} << 20;
    /// How deep arrays and objects nest.
    std::size_t max_depth = default_json_depth;
};

/// Turns Engine.IO messages of one client into packets: a text, or a text and the attachments that
/// it announces.
///
/// The JSON of a packet is validated as a whole before the packet is given out, so that whatever
/// decodes or relays it later can rely on it; it is not decoded. A packet without attachments is
/// given out where it was received, without a copy.
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
    void forget_complete() noexcept;

    [[nodiscard]] packet_error error() const noexcept { return error_; }

    /// Whether a packet waits for attachments: a state that needs a deadline.
    [[nodiscard]] bool incomplete() const noexcept;

private:
    struct incomplete_packet;

    outcome fail(packet_error reason) noexcept;

    decoder_limits const& limits_;
    packet_error error_ = packet_error::none;
    // Most clients never send an attachment: they keep one pointer for it.
    std::unique_ptr<incomplete_packet> incomplete_;
};

} // namespace socketiota::packet
