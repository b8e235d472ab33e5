// SPDX-License-Identifier: MIT
#include <socketiota/engine_payload.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <base/utf8.hpp>
#include <wire/base64.hpp>
#include <wire/engine_codec.hpp>

namespace socketiota {
namespace {

engine_payload::packet owned(wire::engine_packet const& from) {
    engine_payload::packet made{.type = from.type,
                                .is_binary = from.form != wire::packet_form::text,
                                .data = std::string(from.data)};
    if (from.form == wire::packet_form::base64)
        // Where the text begins, which it never overtakes.
        made.data.resize(
            wire::decode_base64(made.data, std::as_writable_bytes(std::span(made.data)).data()));
    return made;
}

engine_payload alone(std::optional<wire::engine_packet> const& packet) {
    engine_payload made{.packets = {}, .is_whole = packet.has_value()};
    if (packet)
        made.packets.push_back(owned(*packet));
    return made;
}

engine_payload all_of(std::optional<wire::payload_reader> reader) {
    engine_payload made;
    while (reader) {
        wire::payload_event const event = reader->next();
        if (event.type == wire::payload_event::kind::packet) {
            made.packets.push_back(owned(event.packet));
            continue;
        }
        made.is_whole = event.type == wire::payload_event::kind::end;
        break;
    }
    return made;
}

wire::engine_codec const* codec_of(unsigned revision) noexcept {
    if (revision == 3)
        return &wire::engine3_codec();
    return revision == 4 ? &wire::engine4_codec() : nullptr;
}

bool begins_with_length(std::string_view text) noexcept {
    std::size_t const digits = text.find_first_not_of("0123456789");
    return digits != 0 && digits != std::string_view::npos && text[digits] == ':';
}

} // namespace

engine_payload read_engine_text(std::string_view text, unsigned revision) {
    wire::engine_codec const* const codec = codec_of(revision);
    if (codec == nullptr || !base::is_valid_utf8(text))
        return {};
    // Of revision 4 a packet alone is a body with one.
    bool const is_body = revision == 4 || begins_with_length(text);
    return is_body
               ? all_of(codec->read_payload(std::as_bytes(std::span(text)), wire::body_form::text))
               : alone(codec->read_text(text));
}

engine_payload read_engine_octets(std::span<std::byte const> octets, unsigned revision) {
    wire::engine_codec const* const codec = codec_of(revision);
    if (codec == nullptr)
        return {};
    // 0 and 1 say what the first packet of a body is; a packet alone begins with its type, 4.
    bool const is_body = revision == 3 && !octets.empty() && octets[0] <= std::byte{1};
    return is_body ? all_of(codec->read_payload(octets, wire::body_form::octets))
                   : alone(codec->read_binary(octets));
}

} // namespace socketiota
