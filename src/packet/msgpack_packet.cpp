// SPDX-License-Identifier: MIT
#include <socketiota/detail/reserved_events.hpp>

#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>

#include <base/output_buffer.hpp>
#include <packet/msgpack_packet.hpp>
#include <packet/packet_head.hpp>
#include <value/json_number.hpp>
#include <value/msgpack_item.hpp>
#include <value/msgpack_validate.hpp>
#include <value/msgpack_writer.hpp>

namespace socketiota::packet {
namespace {

using form = msgpack_item::form;

/// A member of the packet, and all of its octets.
struct member {
    msgpack_item item{};
    std::string_view octets{};

    /// Not there, or `undefined`, which is the same in JavaScript.
    [[nodiscard]] bool is_absent() const noexcept {
        return octets.empty() || item.what == form::undefined;
    }
};

struct members {
    member type;
    member nsp;
    member data;
    member id;

    [[nodiscard]] member* find(std::string_view name) noexcept {
        return name == "type"   ? &type
               : name == "nsp"  ? &nsp
               : name == "data" ? &data
               : name == "id"   ? &id
                                : nullptr;
    }
};

/// Of two members with one name the last counts, as in JavaScript.
bool read_members(std::string_view octets, members& found) noexcept {
    char const* at = octets.data();
    char const* const end = at + octets.size();
    msgpack_item map;
    if (!read_msgpack_item(at, end, map) || map.what != form::map)
        return false;
    at = map.behind;
    for (std::size_t left = map.size; left != 0; --left) {
        msgpack_item key;
        if (!read_msgpack_item(at, end, key))
            return false;
        char const* const begin = key.behind;
        at = skip_msgpack_value(begin, end);
        if (at == nullptr)
            return false;
        if (member* const which = found.find(key.view())) {
            which->octets = {begin, static_cast<std::size_t>(at - begin)};
            (void)read_msgpack_item(begin, end, which->item);
        }
    }
    return true;
}

/// A whole number from 0 to `most`.
std::optional<std::uint64_t> whole_number(member const& from, std::uint64_t most) noexcept {
    if (from.item.what != form::number)
        return std::nullopt;
    json_number const& number = from.item.number;
    if (number.kind == value_kind::floating) {
        double const whole = number.floating;
        if (!(whole >= 0 && whole <= static_cast<double>(most) && std::trunc(whole) == whole))
            return std::nullopt;
        return static_cast<std::uint64_t>(whole);
    }
    if (number.kind != value_kind::integer || number.integer < 0 ||
        static_cast<std::uint64_t>(number.integer) > most)
        return std::nullopt;
    return static_cast<std::uint64_t>(number.integer);
}

packet_error read_event_name(std::string_view octets, incoming_packet& packet) {
    char const* const end = octets.data() + octets.size();
    msgpack_item array;
    msgpack_item name;
    if (!read_msgpack_item(octets.data(), end, array) || array.size == 0 ||
        !read_msgpack_item(array.behind, end, name))
        return packet_error::invalid_payload;
    if (name.what == form::string) {
        packet.event_name = name.view();
    } else if (name.what == form::number) {
        std::array<char, max_number_length> text; // NOLINT(cppcoreguidelines-pro-type-member-init)
        json_number const& number = name.number;
        char const* const behind = number.kind == value_kind::integer
                                       ? print_json_number(text.data(), number.integer)
                                   : number.kind == value_kind::floating
                                       ? print_json_number(text.data(), number.floating)
                                       : print_json_number(text.data(), number.unsigned_integer);
        packet.unescaped_name.assign(text.data(), static_cast<std::size_t>(behind - text.data()));
        packet.event_name = packet.unescaped_name;
    } else {
        return packet_error::invalid_payload;
    }
    return detail::is_reserved_event(packet.event_name) ? packet_error::invalid_payload
                                                        : packet_error::none;
}

bool has_right_shape(packet_type type, member const& data) noexcept {
    switch (type) {
    case packet_type::connect:
        return data.is_absent() || data.item.what == form::map;
    case packet_type::disconnect:
        return data.is_absent();
    case packet_type::connect_error:
        return data.item.what == form::map || data.item.what == form::string;
    default:
        return data.item.what == form::array;
    }
}

} // namespace

packet_error read_msgpack_packet(std::string_view octets, decoder_limits const& limits,
                                 incoming_packet& packet) {
    if (octets.size() > limits.max_packet_size)
        return packet_error::too_large;
    members found;
    // The packet itself is one deep, and what it carries may be as deep as in JSON.
    if (!is_valid_msgpack(octets, limits.max_depth + 1) || !read_members(octets, found))
        return packet_error::invalid_payload;

    auto const type =
        whole_number(found.type, static_cast<std::uint64_t>(packet_type::connect_error));
    if (!type)
        return packet_error::unknown_packet_type;
    packet.type = static_cast<packet_type>(*type);
    if (found.nsp.item.what != form::string)
        return packet_error::invalid_payload;
    packet.nsp = found.nsp.item.view();
    packet.id.reset();
    if (!found.id.is_absent()) {
        packet.id = whole_number(found.id, max_ack_id);
        if (!packet.id)
            return packet_error::illegal_id;
    }
    if (!has_right_shape(packet.type, found.data))
        return packet_error::invalid_payload;
    packet.data = found.data.is_absent() ? std::string_view() : found.data.octets;
    packet.parser = parser_kind::msgpack;
    packet.parsed = nullptr;
    packet.attachments = {};
    packet.placeholders = {};
    packet.arguments_begin = 0;
    packet.event_name = {};
    return packet.type == packet_type::event ? read_event_name(packet.data, packet)
                                             : packet_error::none;
}

std::string rewrite_msgpack_event(incoming_packet const& event) {
    base::output_buffer buffer;
    msgpack_writer to(buffer);
    write_msgpack_packet(to, event.type, event.nsp, event.id, true,
                         [&event](msgpack_writer& into) { into.write_encoded(event.data); });
    return std::string(buffer.view());
}

} // namespace socketiota::packet
