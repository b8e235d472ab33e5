// SPDX-License-Identifier: MIT
#include <utility>

#include <packet/msgpack_encoder.hpp>
#include <packet/msgpack_packet.hpp>
#include <packet/packet_data.hpp>
#include <value/msgpack_writer.hpp>

namespace socketiota::packet {

template <class WriteData>
result<base::outgoing_ptr> msgpack_encoder::encode(packet_type type, std::string_view nsp,
                                                   std::optional<std::uint64_t> id, bool has_data,
                                                   base::send_flags flags, WriteData write_data) {
    // Taken out while in use, because a codec of the program may emit something itself.
    base::output_buffer buffer = std::exchange(buffer_, {});
    buffer.clear();
    msgpack_writer to(buffer, msgpack_packet_depth);
    write_msgpack_packet(to, type, nsp, id, has_data, write_data);
    if (to.failed()) {
        buffer_ = std::move(buffer);
        return to.error();
    }
    base::outgoing_ptr made = pool_.make_binary(buffer.view(), flags);
    buffer_ = std::move(buffer);
    return made;
}

result<base::outgoing_ptr>
msgpack_encoder::event(std::string_view nsp, std::optional<std::uint64_t> id, std::string_view name,
                       detail::argument_list const& arguments, base::send_flags flags) {
    return encode(packet_type::event, nsp, id, true, flags,
                  [name, &arguments](writer& to) { write_event(to, name, arguments); });
}

result<base::outgoing_ptr> msgpack_encoder::ack(std::string_view nsp, std::uint64_t id,
                                                detail::argument_list const& results) {
    return encode(packet_type::ack, nsp, id, true, {},
                  [&results](writer& to) { write_answer(to, results); });
}

base::outgoing_ptr msgpack_encoder::connect(std::string_view nsp, std::string_view socket_id,
                                            std::string_view private_id) {
    return encode(packet_type::connect, nsp, std::nullopt, true, {},
                  [&](writer& to) { write_socket_id(to, socket_id, private_id); })
        .value(); // short strings: nothing in them can fail
}

result<base::outgoing_ptr>
msgpack_encoder::connect_error(std::string_view nsp, std::string_view message, value const& data) {
    return encode(packet_type::connect_error, nsp, std::nullopt, true, {},
                  [message, &data](writer& to) { write_refusal(to, message, data); });
}

base::outgoing_ptr msgpack_encoder::connect_without_id(std::string_view nsp) {
    return encode(packet_type::connect, nsp, std::nullopt, false, {}, [](writer&) {}).value();
}

result<base::outgoing_ptr> msgpack_encoder::error(std::string_view nsp, value const& reason) {
    return encode(packet_type::connect_error, nsp, std::nullopt, true, {},
                  [&reason](writer& to) { socketiota::encode(to, reason); });
}

result<base::outgoing_ptr> msgpack_encoder::join(std::string_view nsp, value const& auth) {
    return encode(packet_type::connect, nsp, std::nullopt, !auth.is_null(), {},
                  [&auth](writer& to) { socketiota::encode(to, auth); });
}

base::outgoing_ptr msgpack_encoder::disconnect(std::string_view nsp) {
    return encode(packet_type::disconnect, nsp, std::nullopt, false, {}, [](writer&) {}).value();
}

} // namespace socketiota::packet
