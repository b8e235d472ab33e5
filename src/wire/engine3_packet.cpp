// SPDX-License-Identifier: MIT
#include <wire/engine3_packet.hpp>
#include <wire/engine4_packet.hpp>

namespace socketiota::wire {

std::optional<engine_packet> decode_engine3_packet(std::string_view text) noexcept {
    if (text.starts_with(engine3_base64_message))
        return engine_packet{engine_packet_type::message, packet_form::base64,
                             text.substr(engine3_base64_message.size())};
    if (text.starts_with(engine3_base64_message.front()))
        return std::nullopt;
    return decode_engine4_packet(text); // all others are the same in both revisions
}

std::optional<engine_packet>
decode_engine3_binary_packet(std::span<std::byte const> octets) noexcept {
    std::string_view const data(reinterpret_cast<char const*>(octets.data()), octets.size());
    if (!data.starts_with(engine3_binary_message))
        return std::nullopt;
    return engine_packet{engine_packet_type::message, packet_form::octets, data.substr(1)};
}

} // namespace socketiota::wire
