// SPDX-License-Identifier: MIT
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include <cluster/classic_decoder.hpp>
#include <cluster/classic_types.hpp>
#include <cluster/json_cursor.hpp>
#include <cluster/message_parts.hpp>
#include <cluster/msgpack_cursor.hpp>

namespace socketiota::cluster {
namespace {

/// The socket and the room that older versions name instead of a selection.
struct old_target {
    std::optional<std::string> sid;
    std::optional<std::string> room;
};

/// Makes of a request for one socket the request for those selected.
decode_outcome read_old_act(old_target const& target, classic_request& into) {
    if (!target.sid)
        return decode_outcome::malformed;
    bool const needs_room = into.what.type != message_type::disconnect_sockets;
    if (needs_room && !target.room)
        return decode_outcome::malformed;
    into.what.to.rooms.assign(1, *target.sid); // a socket's id is a room
    if (needs_room)
        into.what.rooms.assign(1, *target.room);
    into.old = classic_request::question::confirmation;
    return decode_outcome::message;
}

/// Says what it is in our words, when all members are known.
decode_outcome finish_request(std::uint64_t type, bool has_options, old_target const& target,
                              classic_request& into) {
    message& what = into.what;
    bool const has_id = !what.request_id.empty();
    if (type > static_cast<std::uint64_t>(classic_type::broadcast))
        return decode_outcome::unknown;
    switch (static_cast<classic_type>(type)) {
    case classic_type::sockets:
        what.type = message_type::fetch_sockets;
        what.to.rooms = std::move(what.rooms);
        what.rooms.clear();
        into.old = classic_request::question::socket_ids;
        return has_id ? decode_outcome::message : decode_outcome::malformed;
    case classic_type::all_rooms:
        into.old = classic_request::question::rooms;
        return has_id ? decode_outcome::message : decode_outcome::malformed;
    case classic_type::join:
        what.type = message_type::sockets_join;
        break;
    case classic_type::leave:
        what.type = message_type::sockets_leave;
        break;
    case classic_type::disconnect:
        what.type = message_type::disconnect_sockets;
        break;
    case classic_type::fetch:
        what.type = message_type::fetch_sockets;
        return has_id && has_options ? decode_outcome::message : decode_outcome::malformed;
    case classic_type::server_side_emit:
        what.type = message_type::server_side_emit;
        return what.values.is_empty() ? decode_outcome::malformed : decode_outcome::message;
    case classic_type::broadcast:
        what.type = message_type::broadcast;
        return has_id && has_options && !what.values.is_empty() ? decode_outcome::message
                                                                : decode_outcome::malformed;
    default:
        return decode_outcome::unknown;
    }
    return has_options ? decode_outcome::message : read_old_act(target, into);
}

template <class Cursor>
std::optional<std::string> text_of(Cursor& from) {
    std::string text;
    if (from.take_text(text))
        return text;
    return std::nullopt;
}

} // namespace

decode_outcome classic_decoder::decode_broadcast(std::string_view octets, message& into) const {
    into = {};
    if (octets.size() > limits_.octets)
        return decode_outcome::too_large;
    msgpack_cursor from(octets);
    message_parts<msgpack_cursor> parts(from, limits_);
    if (!from.enter_array() || !from.next_element())
        return decode_outcome::malformed;
    (void)from.take_text(into.uid);
    into.nsp = "/"; // unless it says otherwise
    if (from.next_element())
        parts.read_event(into, into.nsp);
    bool const says_who = from.next_element() && parts.read_options(into);
    while (from.next_element())
        from.skip();
    if (parts.has_too_much())
        return decode_outcome::too_large;
    return from.is_at_end() && says_who && !into.values.is_empty() ? decode_outcome::message
                                                                   : decode_outcome::malformed;
}

template <class Cursor>
decode_outcome classic_decoder::read_request(Cursor from, classic_request& into) const {
    if (!from.enter_object())
        return decode_outcome::malformed;
    message_parts<Cursor> parts(from, limits_);
    std::optional<std::uint64_t> type;
    bool has_options = false;
    bool says_rooms = true;
    old_target target;
    std::string nsp; // of the packet; what counts is that of the channel
    std::string_view key;
    while (from.next_key(key)) {
        if (key == "type") {
            type = parts.read_count();
        } else if (key == "uid") {
            (void)from.take_text(into.what.uid);
        } else if (key == "requestId") {
            (void)from.take_text(into.what.request_id);
        } else if (key == "opts") {
            has_options = parts.read_options(into.what);
        } else if (key == "rooms") {
            says_rooms = parts.read_names(into.what.rooms);
        } else if (key == "close") {
            into.what.close = from.take_flag().value_or(false);
        } else if (key == "data") {
            into.what.values = from.take();
        } else if (key == "packet") {
            parts.read_event(into.what, nsp);
        } else if (key == "sid") {
            target.sid = text_of(from);
        } else if (key == "room") {
            target.room = text_of(from);
        } else {
            from.skip();
        }
    }
    if (parts.has_too_much())
        return decode_outcome::too_large;
    if (from.failed() || !from.is_at_end() || !type || !says_rooms)
        return decode_outcome::malformed;
    return finish_request(*type, has_options, target, into);
}

decode_outcome classic_decoder::decode_request(std::string_view octets,
                                               classic_request& into) const {
    into = {};
    if (octets.size() > limits_.octets)
        return decode_outcome::too_large;
    return octets.starts_with('{') ? read_request(json_cursor(octets), into)
                                   : read_request(msgpack_cursor(octets), into);
}

template <class Cursor>
decode_outcome classic_decoder::read_response(Cursor from, message& into) const {
    if (!from.enter_object())
        return decode_outcome::malformed;
    message_parts<Cursor> parts(from, limits_);
    std::optional<std::uint64_t> type;
    bool has_sockets = false;
    carried_value data;   // of type 6
    carried_value packet; // of type 9
    std::string_view key;
    while (from.next_key(key)) {
        if (key == "type") {
            type = parts.read_count();
        } else if (key == "requestId") {
            (void)from.take_text(into.request_id);
        } else if (key == "sockets") {
            has_sockets = parts.read_sockets(into.sockets);
        } else if (key == "clientCount") {
            into.client_count = parts.read_count().value_or(0);
        } else if (key == "data") {
            data = from.take();
        } else if (key == "packet") {
            packet = from.take();
        } else {
            from.skip();
        }
    }
    if (parts.has_too_much())
        return decode_outcome::too_large;
    if (from.failed() || !from.is_at_end() || into.request_id.empty())
        return decode_outcome::malformed;
    if (type == static_cast<std::uint64_t>(classic_type::server_side_emit)) {
        into.type = message_type::server_side_emit_response;
        into.values = data;
    } else if (type == static_cast<std::uint64_t>(classic_type::broadcast_client_count)) {
        into.type = message_type::broadcast_client_count;
    } else if (type == static_cast<std::uint64_t>(classic_type::broadcast_ack)) {
        into.type = message_type::broadcast_ack;
        into.values = packet;
    } else if (has_sockets) {
        into.type = message_type::fetch_sockets_response; // the only answer without a type
    } else {
        return decode_outcome::unknown;
    }
    return decode_outcome::message;
}

decode_outcome classic_decoder::decode_response(std::string_view octets, message& into) const {
    into = {};
    if (octets.size() > limits_.octets)
        return decode_outcome::too_large;
    return octets.starts_with('{') ? read_response(json_cursor(octets), into)
                                   : read_response(msgpack_cursor(octets), into);
}

} // namespace socketiota::cluster
