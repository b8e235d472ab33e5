// SPDX-License-Identifier: MIT
//
// What packets carry, written into whatever a parser encodes in. Defined here, so that the compiler
// puts it into each encoder, which is on the path of every event.
#pragma once

#include <socketiota/detail/argument_list.hpp>
#include <socketiota/value.hpp>
#include <socketiota/writer.hpp>

#include <string_view>

namespace socketiota::packet {

/// What an EVENT carries.
inline void write_event(writer& to, std::string_view name, detail::argument_list const& arguments) {
    to.begin_array(arguments.size() + 1);
    to.write_string(name);
    arguments.write(to);
    to.end_array();
}

/// What an ACK carries.
inline void write_answer(writer& to, detail::argument_list const& results) {
    to.begin_array(results.size());
    results.write(to);
    to.end_array();
}

/// What a CONNECT carries that says yes. An empty `private_id` is left out.
inline void write_socket_id(writer& to, std::string_view socket_id, std::string_view private_id) {
    to.begin_object(private_id.empty() ? 1 : 2);
    to.write_key("sid");
    to.write_string(socket_id);
    if (!private_id.empty()) {
        to.write_key("pid");
        to.write_string(private_id);
    }
    to.end_object();
}

/// What a CONNECT_ERROR carries. A null `data` is left out.
inline void write_refusal(writer& to, std::string_view message, value const& data) {
    bool const has_data = data.kind() != value_kind::null;
    to.begin_object(has_data ? 2 : 1);
    to.write_key("message");
    to.write_string(message);
    if (has_data) {
        to.write_key("data");
        encode(to, data);
    }
    to.end_object();
}

} // namespace socketiota::packet
