// SPDX-License-Identifier: MIT
#include <cstring>
#include <utility>
#include <vector>

#include <packet/json_encoder.hpp>
#include <packet/packet_data.hpp>
#include <value/json_writer.hpp>

namespace socketiota::packet {
namespace {

// Longest head without its namespace: Engine.IO digit, type, attachments and dash, comma, id.
constexpr std::size_t longest_head = 2 + 21 + 1 + 20;

/// Writes `number` so that it ends right before `end`, and returns where it begins.
char* put_number_before(char* end, std::uint64_t number) noexcept {
    do {
        *--end = static_cast<char>('0' + number % 10);
        number /= 10;
    } while (number != 0);
    return end;
}

/// The same for the whole head. It is written backwards because how many attachments there are is
/// known only after the data is written.
char* put_head_before(char* data, packet_type type, std::size_t attachments, std::string_view nsp,
                      std::optional<std::uint64_t> id) noexcept {
    char* at = data;
    if (id)
        at = put_number_before(at, *id);
    if (nsp.size() > 1) { // each begins with a slash, and the one that is no more goes unnamed
        *--at = ',';
        at -= nsp.size();
        std::memcpy(at, nsp.data(), nsp.size());
    }
    if (attachments != 0) {
        *--at = '-';
        at = put_number_before(at, attachments);
        type = type == packet_type::event ? packet_type::binary_event : packet_type::binary_ack;
    }
    *--at = static_cast<char>('0' + static_cast<int>(type));
    *--at = '4'; // Engine.IO: message
    return at;
}

} // namespace

template <class WritePayload>
result<base::outgoing_ptr>
json_encoder::encode(packet_type type, std::string_view nsp, std::optional<std::uint64_t> id,
                     base::send_flags flags, WritePayload write_payload) {
    // Taken out while in use, because a codec of the program may emit something itself.
    base::output_buffer buffer = std::exchange(buffer_, {});
    buffer.clear();
    std::size_t const head_room = longest_head + nsp.size();
    static_cast<void>(buffer.prepare(head_room));
    buffer.commit(head_room);

    std::vector<bytes> attachments;
    json_writer writer(buffer, attachments);
    write_payload(writer);
    if (writer.failed()) {
        buffer_ = std::move(buffer);
        return writer.error();
    }
    // Only events and answers have a type for packets with attachments.
    bool const may_attach = type == packet_type::event || type == packet_type::ack;
    if (attachments.size() > (may_attach ? max_attachments_ : 0)) {
        buffer_ = std::move(buffer);
        return make_error_code(error::too_many_attachments);
    }
    char* const data = buffer.data() + head_room;
    char const* const begin = put_head_before(data, type, attachments.size(), nsp, id);
    std::string_view const text(begin,
                                static_cast<std::size_t>(buffer.data() + buffer.size() - begin));
    base::outgoing_ptr unit = pool_.make(text, std::move(attachments), flags);
    buffer_ = std::move(buffer);
    return unit;
}

result<base::outgoing_ptr>
json_encoder::event(std::string_view nsp, std::optional<std::uint64_t> id, std::string_view name,
                    detail::argument_list const& arguments, base::send_flags flags) {
    return encode(packet_type::event, nsp, id, flags,
                  [name, &arguments](writer& to) { write_event(to, name, arguments); });
}

result<base::outgoing_ptr> json_encoder::ack(std::string_view nsp, std::uint64_t id,
                                             detail::argument_list const& results) {
    return encode(packet_type::ack, nsp, id, {},
                  [&results](writer& to) { write_answer(to, results); });
}

base::outgoing_ptr json_encoder::connect(std::string_view nsp, std::string_view socket_id,
                                         std::string_view private_id) {
    return encode(packet_type::connect, nsp, std::nullopt, {},
                  [&](writer& to) { write_socket_id(to, socket_id, private_id); })
        .value(); // short strings: nothing in them can fail
}

result<base::outgoing_ptr>
json_encoder::connect_error(std::string_view nsp, std::string_view message, value const& data) {
    return encode(packet_type::connect_error, nsp, std::nullopt, {},
                  [message, &data](writer& to) { write_refusal(to, message, data); });
}

base::outgoing_ptr json_encoder::connect_without_id(std::string_view nsp) {
    return encode(packet_type::connect, nsp, std::nullopt, {}, [](writer&) {}).value();
}

result<base::outgoing_ptr> json_encoder::error(std::string_view nsp, value const& reason) {
    return encode(packet_type::connect_error, nsp, std::nullopt, {},
                  [&reason](writer& to) { socketiota::encode(to, reason); });
}

result<base::outgoing_ptr> json_encoder::join(std::string_view nsp, value const& auth) {
    return encode(packet_type::connect, nsp, std::nullopt, {}, [&auth](writer& to) {
        if (!auth.is_null())
            socketiota::encode(to, auth);
    });
}

base::outgoing_ptr json_encoder::disconnect(std::string_view nsp) {
    return encode(packet_type::disconnect, nsp, std::nullopt, {}, [](writer&) {}).value();
}

} // namespace socketiota::packet
