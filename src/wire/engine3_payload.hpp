// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include <base/output_buffer.hpp>
#include <wire/engine_payload.hpp>

// Polling bodies of Engine.IO revision 3. There are two forms: text, where each packet follows its
// length, and octets, which a server may send if one of the packets is binary and the client did
// not ask for base64.

namespace socketiota::wire {

/// Walks through the packets of a body that is text: `<length>:<packet>` again and again, where the
/// length counts UTF-16 code units.
///
/// A length is decimal digits and nothing else, although the official decoder takes whatever
/// JavaScript makes a number of. An empty body is an error, a packet without characters is skipped:
/// so the official decoder says.
class engine3_payload_reader {
public:
    /// @param payload is UTF-8.
    explicit engine3_payload_reader(std::string_view payload) noexcept;

    /// The next packet. After `end` and `error` it repeats that.
    [[nodiscard]] payload_event next() noexcept;

private:
    std::string_view rest_;
    payload_event::kind last_ = payload_event::kind::packet;
};

/// Walks through the packets of a body that is octets: 0 for text or 1 for binary, the length in
/// octets as decimal digits of an octet each (0 to 9), 255, and the packet, again and again.
///
/// Text that is not UTF-8 is an error. A body without octets has no packets.
class engine3_binary_payload_reader {
public:
    explicit engine3_binary_payload_reader(std::span<std::byte const> payload) noexcept;

    /// The next packet. After `end` and `error` it repeats that.
    [[nodiscard]] payload_event next() noexcept;

private:
    std::string_view rest_;
    payload_event::kind last_ = payload_event::kind::packet;
};

/// Appends a packet to a body that is text.
///
/// @param packet with its type digit; UTF-8, not empty.
void append_engine3_text(base::output_buffer& payload, std::string_view packet);

/// Appends a message with octets to a body that is text, as base64.
void append_engine3_base64(base::output_buffer& payload, std::span<std::byte const> data);

/// Appends a packet to a body that is octets.
///
/// @param packet with its type digit; UTF-8, not empty.
void append_engine3_binary_text(base::output_buffer& payload, std::string_view packet);

/// Appends a message with octets to a body that is octets.
void append_engine3_binary(base::output_buffer& payload, std::span<std::byte const> data);

} // namespace socketiota::wire
