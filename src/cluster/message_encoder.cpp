// SPDX-License-Identifier: MIT
#include <cluster/base64.hpp>
#include <cluster/message_encoder.hpp>
#include <cluster/message_writing.hpp>

namespace socketiota::cluster {
namespace {

bool has_data(message_type type) noexcept {
    return type != message_type::initial_heartbeat && type != message_type::heartbeat &&
           type != message_type::adapter_close;
}

/// Whether servers look for binary in it at all.
bool may_hold_binary(message_type type) noexcept {
    return type == message_type::broadcast || type == message_type::fetch_sockets_response ||
           type == message_type::server_side_emit ||
           type == message_type::server_side_emit_response || type == message_type::broadcast_ack;
}

bool is_json(message const& what) noexcept {
    return !may_hold_binary(what.type) || !holds_binary(what);
}

template <class Writer>
void write_event(Writer& to, message const& what) {
    bool const has_id = !what.request_id.empty();
    to.begin_object(has_id ? 3 : 2);
    to.write_key("packet");
    write_packet(to, what, what.uid == emitter_uid ? what.nsp : std::string_view());
    if (has_id)
        write_request_id(to, what);
    to.write_key("opts");
    write_options(to, what);
    to.end_object();
}

/// What acts on a selection.
template <class Writer>
void write_act(Writer& to, message const& what) {
    to.begin_object(2);
    to.write_key("opts");
    write_options(to, what);
    if (what.type == message_type::disconnect_sockets) {
        to.write_key("close");
        to.write_bool(what.close);
    } else if (what.type == message_type::fetch_sockets) {
        write_request_id(to, what);
    } else {
        write_names(to, "rooms", what.rooms);
    }
    to.end_object();
}

template <class Writer>
void write_server_side_emit(Writer& to, message const& what) {
    bool const has_id = !what.request_id.empty();
    to.begin_object(has_id ? 2 : 1);
    if (has_id)
        write_request_id(to, what);
    to.write_key("packet");
    write_value(to, what.values);
    to.end_object();
}

template <class Writer>
void write_answer(Writer& to, message const& what) {
    bool const has_value = what.type == message_type::broadcast_client_count ||
                           what.type == message_type::fetch_sockets_response ||
                           !what.values.is_empty();
    to.begin_object(has_value ? 2 : 1);
    write_request_id(to, what);
    if (what.type == message_type::broadcast_client_count) {
        to.write_key("clientCount");
        to.write_uint64(what.client_count);
    } else if (what.type == message_type::fetch_sockets_response) {
        write_sockets(to, what.sockets);
    } else if (has_value) {
        to.write_key("packet");
        put_carried(to, what.values);
    }
    to.end_object();
}

template <class Writer>
void write_data(Writer& to, message const& what) {
    switch (what.type) {
    case message_type::broadcast:
        return write_event(to, what);
    case message_type::sockets_join:
    case message_type::sockets_leave:
    case message_type::disconnect_sockets:
    case message_type::fetch_sockets:
        return write_act(to, what);
    case message_type::server_side_emit:
        return write_server_side_emit(to, what);
    default:
        return write_answer(to, what);
    }
}

template <class Writer>
void write_type(Writer& to, message const& what) {
    to.write_key("type");
    to.write_uint64(static_cast<std::uint64_t>(what.type));
}

template <class Writer>
void write_whole(Writer& to, message const& what) {
    bool const with_data = has_data(what.type);
    to.begin_object(with_data ? 4 : 3);
    write_type(to, what);
    if (with_data) {
        to.write_key("data");
        write_data(to, what);
    }
    to.write_key("uid");
    to.write_string(what.uid);
    to.write_key("nsp");
    to.write_string(what.nsp);
    to.end_object();
}

} // namespace

result<std::string_view> message_encoder::encode(message const& what, form wanted) {
    bool const as_json =
        wanted == form::json || (wanted == form::json_unless_binary && is_json(what));
    return write_octets(buffer_, as_json, [&what](auto& to) { write_whole(to, what); });
}

result<std::string_view> message_encoder::encode_data(message const& what, bool only_plaintext) {
    if (!has_data(what.type))
        return std::string_view();
    bool const as_json = only_plaintext || is_json(what);
    auto const written =
        write_octets(buffer_, as_json, [&what](auto& to) { write_data(to, what); });
    if (written.has_error() || as_json)
        return written;
    text_.clear();
    append_base64(text_, *written);
    return text_.view();
}

std::string_view message_encoder::encode_attachment(message const& what, std::string_view id) {
    return *write_octets(buffer_, true, [&what, id](auto& to) {
        to.begin_object(3);
        to.write_key("uid");
        to.write_string(what.uid);
        write_type(to, what);
        to.write_key("attachmentId");
        to.write_string(id);
        to.end_object();
    });
}

} // namespace socketiota::cluster
