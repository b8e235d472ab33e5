// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include <packet/packet_error.hpp>
#include <packet/packet_type.hpp>

namespace socketiota::packet {

/// What stands before the JSON of a packet: `<type>[<#attachments>-][<nsp>,][<ack id>]`.
struct packet_head {
    packet_type type = packet_type::connect;
    std::size_t attachments = 0;
    /// Never empty; `/` if the packet names none. A view into the text.
    std::string_view nsp = "/";
    std::optional<std::uint64_t> id{};
    /// The JSON, not looked at yet; empty if there is none. A view into the text.
    std::string_view data{};
};

/// Largest ack id: JavaScript counts in doubles, so a larger one would come back as another number.
inline constexpr std::uint64_t max_ack_id = (std::uint64_t{1} << 53) - 1;

/// Reads the head of a packet (Socket.IO protocol 5, "Packet encoding").
///
/// As lenient as the official decoder where clients rely on it (`40/admin` without comma), and
/// strict where it only happens to be lenient (a space counts as a digit there).
[[nodiscard]] packet_error read_packet_head(std::string_view text, packet_head& head) noexcept;

} // namespace socketiota::packet
