// SPDX-License-Identifier: MIT
//
// What messages of all kinds are made of, written in either encoding, with the members in the order
// in which official servers have them. Templates, so that a writer of a known type is not called
// through a table for each of the many small things that a message has.
#pragma once

#include <socketiota/error.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <base/output_buffer.hpp>
#include <cluster/carried_octets.hpp>
#include <cluster/message.hpp>
#include <value/json_validate.hpp>
#include <value/json_writer.hpp>
#include <value/msgpack_writer.hpp>

namespace socketiota::cluster {

/// Has `write(to)` write a whole message into `into`, with a writer of either encoding. What it
/// says if that fails is for whoever has made the message.
template <class Write>
[[nodiscard]] result<std::string_view> write_octets(base::output_buffer& into, bool as_json,
                                                    Write write) {
    into.clear();
    error_code wrong;
    // What is carried may be as deep as for a client, and stands deeper here.
    if (as_json) {
        std::vector<bytes> attachments; // none: binary is written as an object
        json_writer to(into, attachments, max_json_depth);
        write(to);
        wrong = to.error();
    } else {
        msgpack_writer to(into, max_json_depth);
        write(to);
        wrong = to.error();
    }
    if (wrong.failed())
        return wrong;
    return into.view();
}

/// A value, or null if there is none.
template <class Writer>
void write_value(Writer& to, carried_value const& value) {
    if (value.is_empty())
        to.write_null();
    else
        put_carried(to, value);
}

template <class Writer>
void write_names(Writer& to, std::string_view key, std::vector<std::string> const& names) {
    to.write_key(key);
    to.begin_array(names.size());
    for (std::string const& each : names)
        to.write_string(each);
    to.end_array();
}

template <class Writer>
void write_flags(Writer& to, message const& what) {
    detail::emit_flags const& flags = what.flags;
    to.write_key("flags");
    to.begin_object((flags.is_volatile ? 1U : 0U) + (flags.compress ? 1U : 0U) +
                    (what.to_one ? 1U : 0U) + (flags.timeout ? 1U : 0U) + (what.taken ? 1U : 0U));
    if (flags.is_volatile) {
        to.write_key("volatile");
        to.write_bool(true);
    }
    if (flags.compress) {
        to.write_key("compress");
        to.write_bool(*flags.compress);
    }
    if (what.to_one) {
        to.write_key("expectSingleResponse");
        to.write_bool(true);
    }
    if (flags.timeout) {
        to.write_key("timeout");
        to.write_int64(flags.timeout->count());
    }
    if (what.taken) {
        to.write_key("taken");
        to.write_bool(true);
    }
    to.end_object();
}

/// The member `opts`.
template <class Writer>
void write_options(Writer& to, message const& what) {
    // Emitters have another order, of which nobody takes notice.
    bool const flags_first = what.type == message_type::broadcast && what.uid == emitter_uid;
    to.begin_object(3);
    write_names(to, "rooms", what.to.rooms);
    if (flags_first)
        write_flags(to, what);
    write_names(to, "except", what.to.except);
    if (!flags_first)
        write_flags(to, what);
    to.end_object();
}

/// An event as Socket.IO has it; `nsp` is left out if it is empty.
template <class Writer>
void write_packet(Writer& to, message const& what, std::string_view nsp) {
    constexpr std::uint64_t event = 2; // binary or not: that is for who sends it to a client
    to.begin_object(2U + (nsp.empty() ? 0U : 1U) + (what.packet_id ? 1U : 0U));
    to.write_key("type");
    to.write_uint64(event);
    to.write_key("data");
    write_value(to, what.values);
    if (!nsp.empty()) {
        to.write_key("nsp");
        to.write_string(nsp);
    }
    if (what.packet_id) {
        to.write_key("id");
        to.write_uint64(*what.packet_id);
    }
    to.end_object();
}

template <class Writer>
void write_object_or_none(Writer& to, std::string_view key, carried_value const& value) {
    to.write_key(key);
    if (!value.is_empty())
        return put_carried(to, value);
    to.begin_object(0);
    to.end_object();
}

/// The member `sockets`.
template <class Writer>
void write_sockets(Writer& to, std::vector<described_socket> const& sockets) {
    to.write_key("sockets");
    to.begin_array(sockets.size());
    for (described_socket const& each : sockets) {
        to.begin_object(4);
        to.write_key("id");
        to.write_string(each.id);
        write_object_or_none(to, "handshake", each.handshake);
        write_names(to, "rooms", each.rooms);
        write_object_or_none(to, "data", each.data);
        to.end_object();
    }
    to.end_array();
}

template <class Writer>
void write_request_id(Writer& to, message const& what) {
    to.write_key("requestId");
    to.write_string(what.request_id);
}

/// Whether JSON would lose something of it.
[[nodiscard]] inline bool holds_binary(message const& what) noexcept {
    if (holds_binary(what.values))
        return true;
    for (described_socket const& each : what.sockets)
        if (holds_binary(each.handshake) || holds_binary(each.data))
            return true;
    return false;
}

} // namespace socketiota::cluster
