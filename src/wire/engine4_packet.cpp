// SPDX-License-Identifier: MIT
#include <wire/base64.hpp>
#include <wire/engine4_packet.hpp>

namespace socketiota::wire {

std::optional<engine_packet> decode_engine4_packet(std::string_view text) noexcept {
    if (text.empty())
        return std::nullopt;
    char const first = text.front();
    std::string_view const data = text.substr(1);
    if (first == 'b')
        return engine_packet{engine_packet_type::message, packet_form::base64, data};
    if (first < to_digit(engine_packet_type::open) || first > to_digit(engine_packet_type::noop))
        return std::nullopt;
    return engine_packet{static_cast<engine_packet_type>(first - '0'), packet_form::text, data};
}

void append_engine4_packet(base::output_buffer& output, engine_packet_type type,
                           std::string_view data) {
    output.append(to_digit(type));
    output.append(data);
}

void append_engine4_binary(base::output_buffer& output, std::span<std::byte const> data) {
    char* const begin = output.prepare(engine4_binary_size(data.size()));
    *begin = 'b';
    encode_base64(data, begin + 1);
    output.commit(engine4_binary_size(data.size()));
}

} // namespace socketiota::wire
