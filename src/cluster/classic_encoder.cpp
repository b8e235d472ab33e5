// SPDX-License-Identifier: MIT
#include <cstdint>

#include <cluster/classic_encoder.hpp>
#include <cluster/classic_types.hpp>
#include <cluster/message_writing.hpp>

namespace socketiota::cluster {
namespace {

classic_type classic_type_of(message_type type) noexcept {
    switch (type) {
    case message_type::sockets_join:
        return classic_type::join;
    case message_type::sockets_leave:
        return classic_type::leave;
    case message_type::disconnect_sockets:
        return classic_type::disconnect;
    case message_type::fetch_sockets:
        return classic_type::fetch;
    case message_type::broadcast:
        return classic_type::broadcast;
    case message_type::broadcast_client_count:
        return classic_type::broadcast_client_count;
    case message_type::broadcast_ack:
        return classic_type::broadcast_ack;
    default:
        return classic_type::server_side_emit;
    }
}

template <class Writer>
void write_type(Writer& to, message const& what) {
    to.write_key("type");
    to.write_uint64(static_cast<std::uint64_t>(classic_type_of(what.type)));
}

/// The member `opts` of all but broadcasts, which have no flags.
template <class Writer>
void write_selection(Writer& to, adapter::selection const& selection) {
    to.write_key("opts");
    to.begin_object(2);
    write_names(to, "rooms", selection.rooms);
    write_names(to, "except", selection.except);
    to.end_object();
}

/// What comes behind the type.
template <class Writer>
void write_rest_of_request(Writer& to, message const& what) {
    switch (what.type) {
    case message_type::broadcast:
        to.write_key("packet");
        write_packet(to, what, what.nsp);
        to.write_key("opts");
        return write_options(to, what);
    case message_type::server_side_emit:
        to.write_key("data");
        return write_value(to, what.values);
    default:
        write_selection(to, what.to);
        break;
    }
    if (what.type == message_type::disconnect_sockets) {
        to.write_key("close");
        to.write_bool(what.close);
    } else if (what.type != message_type::fetch_sockets) {
        write_names(to, "rooms", what.rooms);
    }
}

unsigned members_behind_type(message_type type) noexcept {
    return type == message_type::server_side_emit || type == message_type::fetch_sockets ? 1 : 2;
}

/// Emitters do not say that they are, except where servers would take it for an echo.
bool says_who(message const& what) noexcept {
    return what.uid != emitter_uid || what.type == message_type::server_side_emit;
}

template <class Writer>
void write_request(Writer& to, message const& what) {
    bool const has_uid = says_who(what);
    bool const has_id = !what.request_id.empty();
    to.begin_object((has_uid ? 1U : 0U) + (has_id ? 1U : 0U) + 1U + members_behind_type(what.type));
    if (has_uid) {
        to.write_key("uid");
        to.write_string(what.uid);
    }
    if (has_id)
        write_request_id(to, what);
    write_type(to, what);
    write_rest_of_request(to, what);
    to.end_object();
}

/// Its last member, unless it is a value that is nothing.
template <class Writer>
void write_answer(Writer& to, message const& what) {
    bool const has_value =
        what.type == message_type::broadcast_client_count || !what.values.is_empty();
    to.begin_object(has_value ? 3 : 2);
    write_type(to, what);
    write_request_id(to, what);
    if (what.type == message_type::broadcast_client_count) {
        to.write_key("clientCount");
        to.write_uint64(what.client_count);
    } else if (has_value) {
        to.write_key(what.type == message_type::broadcast_ack ? "packet" : "data");
        put_carried(to, what.values);
    }
    to.end_object();
}

template <class Writer>
void write_found(Writer& to, message const& what) {
    to.begin_object(2);
    write_request_id(to, what);
    write_sockets(to, what.sockets);
    to.end_object();
}

} // namespace

result<std::string_view> classic_encoder::encode_broadcast(message const& what) {
    return write_octets(buffer_, false, [&what](auto& to) {
        to.begin_array(3);
        to.write_string(what.uid);
        write_packet(to, what, what.nsp);
        write_options(to, what);
        to.end_array();
    });
}

result<std::string_view> classic_encoder::encode_request(message const& what) {
    return write_octets(buffer_, what.type != message_type::broadcast,
                        [&what](auto& to) { write_request(to, what); });
}

result<std::string_view> classic_encoder::encode_response(message const& what) {
    return write_octets(buffer_, what.type != message_type::broadcast_ack, [&what](auto& to) {
        if (what.type == message_type::fetch_sockets_response)
            write_found(to, what);
        else
            write_answer(to, what);
    });
}

template <class Write>
std::string_view classic_encoder::answer(std::string_view request_id, std::string_view key,
                                         Write write_names) {
    // Texts in an array in an object: nothing in it can fail.
    return *write_octets(buffer_, true, [&](auto& to) {
        to.begin_object(key.empty() ? 1 : 2);
        to.write_key("requestId");
        to.write_string(request_id);
        if (!key.empty()) {
            to.write_key(key);
            to.begin_array(0); // JSON does not say how many come
            write_names(to);
            to.end_array();
        }
        to.end_object();
    });
}

std::string_view classic_encoder::encode_socket_ids(message const& what) {
    return answer(what.request_id, "sockets", [&what](auto& to) {
        for (described_socket const& each : what.sockets)
            to.write_string(each.id);
    });
}

std::string_view classic_encoder::encode_rooms(std::string_view request_id,
                                               std::vector<std::string_view> const& rooms) {
    return answer(request_id, "rooms", [&rooms](auto& to) {
        for (std::string_view const each : rooms)
            to.write_string(each);
    });
}

std::string_view classic_encoder::encode_confirmation(std::string_view request_id) {
    return answer(request_id, {}, [](auto&) {});
}

} // namespace socketiota::cluster
