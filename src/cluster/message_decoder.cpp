// SPDX-License-Identifier: MIT
#include <charconv>
#include <cstdint>
#include <system_error>

#include <cluster/base64.hpp>
#include <cluster/json_cursor.hpp>
#include <cluster/message_decoder.hpp>
#include <cluster/message_parts.hpp>
#include <cluster/msgpack_cursor.hpp>

namespace socketiota::cluster {
namespace {

constexpr auto first_type = static_cast<std::uint64_t>(message_type::initial_heartbeat);
constexpr auto last_type = static_cast<std::uint64_t>(message_type::adapter_close);

bool is_known(std::optional<std::uint64_t> type) noexcept {
    return type && *type >= first_type && *type <= last_type;
}

/// Whether the members are there without which nobody can make anything of it.
bool is_complete(message const& what, bool says_who) noexcept {
    switch (what.type) {
    case message_type::broadcast:
        return says_who && !what.values.is_empty();
    case message_type::sockets_join:
    case message_type::sockets_leave:
    case message_type::disconnect_sockets:
        return says_who;
    case message_type::fetch_sockets:
        return says_who && !what.request_id.empty();
    case message_type::server_side_emit:
        return !what.values.is_empty();
    case message_type::fetch_sockets_response:
    case message_type::server_side_emit_response:
    case message_type::broadcast_client_count:
    case message_type::broadcast_ack:
        return !what.request_id.empty();
    default:
        return true;
    }
}

decode_outcome without_data(message_type type) noexcept {
    return is_complete({.type = type}, false) ? decode_outcome::message : decode_outcome::malformed;
}

} // namespace

template <class Cursor>
decode_outcome message_decoder::read_data(Cursor& from, message& into) {
    if (!from.enter_object()) {
        from.skip();
        return without_data(into.type); // as if there was none
    }
    message_parts<Cursor> parts(from, limits_);
    bool says_who = false;
    std::string_view key;
    while (from.next_key(key)) {
        if (key == "opts")
            says_who = parts.read_options(into);
        else if (key == "packet" && into.type == message_type::broadcast)
            parts.read_event(into, into.nsp); // that of the message comes behind it and counts
        else if (key == "packet")
            into.values = from.take();
        else if (key == "requestId")
            (void)from.take_text(into.request_id);
        else if (key == "rooms")
            (void)parts.read_names(into.rooms);
        else if (key == "close")
            into.close = from.take_flag().value_or(false);
        else if (key == "clientCount")
            into.client_count = parts.read_count().value_or(0);
        else if (key == "sockets")
            (void)parts.read_sockets(into.sockets);
        else
            from.skip();
    }
    if (parts.has_too_much())
        return decode_outcome::too_large;
    return !from.failed() && is_complete(into, says_who) ? decode_outcome::message
                                                         : decode_outcome::malformed;
}

template <class Cursor>
decode_outcome message_decoder::read_whole(std::string_view octets, message& into) {
    Cursor from(octets);
    if (!from.enter_object())
        return decode_outcome::malformed;
    message_parts<Cursor> parts(from, limits_);
    std::optional<std::uint64_t> type;
    carried_value early; // data in front of what says how to read it, as no official server sends
    std::optional<decode_outcome> inside;
    std::string_view key;
    while (from.next_key(key)) {
        if (key == "type") {
            type = parts.read_count();
            if (is_known(type))
                into.type = static_cast<message_type>(*type);
        } else if (key == "data") {
            if (is_known(type))
                inside = read_data(from, into);
            else
                early = from.take();
        } else if (key == "uid") {
            (void)from.take_text(into.uid);
        } else if (key == "nsp") {
            (void)from.take_text(into.nsp);
        } else if (key == "attachmentId") {
            (void)from.take_text(attachment_id_);
        } else {
            from.skip();
        }
    }
    if (inside == decode_outcome::too_large)
        return *inside;
    if (from.failed() || !from.is_at_end() || !type)
        return decode_outcome::malformed;
    if (!is_known(type))
        return decode_outcome::unknown;
    if (!attachment_id_.empty())
        return decode_outcome::attachment;
    if (!early.is_empty()) {
        Cursor again(early.octets);
        inside = read_data(again, into);
    }
    return inside.value_or(without_data(into.type));
}

decode_outcome message_decoder::decode(std::string_view octets, message& into) {
    into = {};
    attachment_id_.clear();
    if (octets.size() > limits_.octets)
        return decode_outcome::too_large;
    if (octets.empty())
        return decode_outcome::malformed;
    return octets.front() == '{' ? read_whole<json_cursor>(octets, into)
                                 : read_whole<msgpack_cursor>(octets, into);
}

decode_outcome message_decoder::decode(message_fields const& fields, message& into) {
    into = {};
    attachment_id_.clear();
    if (fields.data.size() > limits_.octets)
        return decode_outcome::too_large;
    std::uint64_t type = 0;
    char const* const end = fields.type.data() + fields.type.size();
    if (auto const read = std::from_chars(fields.type.data(), end, type);
        read.ec != std::errc() || read.ptr != end)
        return decode_outcome::malformed;
    if (!is_known(type))
        return decode_outcome::unknown;
    into.type = static_cast<message_type>(type);
    into.uid.assign(fields.uid);
    decode_outcome const outcome = read_field(fields.data, into);
    into.nsp.assign(fields.nsp); // and not that of an event inside
    return outcome;
}

decode_outcome message_decoder::read_field(std::string_view data, message& into) {
    if (data.empty())
        return without_data(into.type);
    if (data.starts_with('{')) {
        json_cursor from(data);
        return read_data(from, into);
    }
    if (!unpack_base64(data, unpacked_))
        return decode_outcome::malformed;
    msgpack_cursor from(unpacked_);
    return read_data(from, into);
}

} // namespace socketiota::cluster
