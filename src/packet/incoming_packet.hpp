// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/bytes.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <packet/packet_type.hpp>
#include <packet/parser_kind.hpp>
#include <value/json_placeholders.hpp>

namespace socketiota {
struct parsed_packet;
}

namespace socketiota::packet {

/// One complete packet that came in. Its views are valid while what it was read from is, and until
/// the decoder is fed again or told to forget it.
struct incoming_packet {
    /// Never one of the binary types: their attachments are here.
    packet_type type = packet_type::connect;
    std::string_view nsp{};
    std::optional<std::uint64_t> id{};
    /// Of an event: its name, decoded. Empty for the bare `2` that the official decoder tolerates.
    std::string_view event_name{};
    /// Holds the name if it is not in what came as it is.
    std::string unescaped_name{};
    /// What it carries as it came, validated and of the shape its type asks for, or empty where the
    /// type allows that. An `arguments_reader` reads it.
    std::string_view data{};

    [[nodiscard]] bool has_data() const noexcept;

    // The rest is for `packet/` alone.

    /// What the data is encoded in.
    parser_kind parser = default_parser;
    /// Of a parser of the program, instead of `data`.
    parsed_packet const* parsed = nullptr;
    std::span<bytes const> attachments{};
    /// Where attachments belong in the data.
    std::span<json_placeholder const> placeholders{};
    /// Of an event in JSON: where in the data the element after its name begins, or the closing
    /// bracket.
    std::size_t arguments_begin = 0;
};

} // namespace socketiota::packet
