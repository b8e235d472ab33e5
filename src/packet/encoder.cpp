// SPDX-License-Identifier: MIT
#include <array>
#include <charconv>
#include <cstring>
#include <utility>
#include <vector>

#include <packet/encoder.hpp>
#include <value/json_writer.hpp>

namespace socketiota::packet {
namespace {

// Longest head without its namespace: Engine.IO digit, type, attachments and dash, comma, id.
constexpr std::size_t longest_head = 2 + 21 + 1 + 20;

char* put_number(char* at, std::uint64_t number) noexcept {
    return std::to_chars(at, at + 20, number).ptr;
}

// Writes the head so that it ends right before `payload`, and returns where it begins. How many
// attachments there are is known only after the payload is written.
char* put_head(char* payload, packet_type type, std::size_t attachments, std::string_view nsp,
               std::optional<std::uint64_t> id) noexcept {
    std::array<char, longest_head> before{};
    char* end = before.data();
    *end++ = '4'; // Engine.IO: message
    if (attachments != 0) {
        *end++ = type == packet_type::event ? '5' : '6';
        end = put_number(end, attachments);
        *end++ = '-';
    } else {
        *end++ = static_cast<char>('0' + static_cast<int>(type));
    }
    std::array<char, 20> digits{};
    std::size_t const digit_count =
        id ? static_cast<std::size_t>(put_number(digits.data(), *id) - digits.data()) : 0;
    auto const before_size = static_cast<std::size_t>(end - before.data());
    bool const names_nsp = nsp != "/";

    char* at = payload - digit_count;
    std::memcpy(at, digits.data(), digit_count);
    if (names_nsp) {
        *--at = ',';
        at -= nsp.size();
        std::memcpy(at, nsp.data(), nsp.size());
    }
    at -= before_size;
    std::memcpy(at, before.data(), before_size);
    return at;
}

} // namespace

template <class WritePayload>
result<base::outgoing_ptr> encoder::encode(packet_type type, std::string_view nsp,
                                           std::optional<std::uint64_t> id, base::send_flags flags,
                                           WritePayload write_payload) {
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
    if (attachments.size() > max_attachments_) {
        buffer_ = std::move(buffer);
        return make_error_code(error::too_many_attachments);
    }
    char* const payload = buffer.data() + head_room;
    char const* const begin = put_head(payload, type, attachments.size(), nsp, id);
    std::string_view const text(begin,
                                static_cast<std::size_t>(buffer.data() + buffer.size() - begin));
    base::outgoing_ptr unit = pool_.make(text, std::move(attachments), flags);
    buffer_ = std::move(buffer);
    return unit;
}

result<base::outgoing_ptr> encoder::event(std::string_view nsp, std::optional<std::uint64_t> id,
                                          std::string_view name,
                                          detail::argument_list const& arguments,
                                          base::send_flags flags) {
    return encode(packet_type::event, nsp, id, flags, [name, &arguments](writer& to) {
        to.begin_array(arguments.size() + 1);
        to.write_string(name);
        arguments.write(to);
        to.end_array();
    });
}

result<base::outgoing_ptr> encoder::ack(std::string_view nsp, std::uint64_t id,
                                        detail::argument_list const& results) {
    return encode(packet_type::ack, nsp, id, {}, [&results](writer& to) {
        to.begin_array(results.size());
        results.write(to);
        to.end_array();
    });
}

base::outgoing_ptr encoder::connect(std::string_view nsp, std::string_view socket_id) {
    return encode(packet_type::connect, nsp, std::nullopt, {},
                  [socket_id](writer& to) {
                      to.begin_object(1);
                      to.write_key("sid");
                      to.write_string(socket_id);
                      to.end_object();
                  })
        .value(); // one short string: nothing in it can fail
}

result<base::outgoing_ptr> encoder::connect_error(std::string_view nsp, std::string_view message,
                                                  value const& data) {
    bool const has_data = data.kind() != value_kind::null;
    return encode(packet_type::connect_error, nsp, std::nullopt, {},
                  [message, &data, has_data](writer& to) {
                      to.begin_object(has_data ? 2 : 1);
                      to.write_key("message");
                      to.write_string(message);
                      if (has_data) {
                          to.write_key("data");
                          socketiota::encode(to, data);
                      }
                      to.end_object();
                  });
}

base::outgoing_ptr encoder::disconnect(std::string_view nsp) {
    return encode(packet_type::disconnect, nsp, std::nullopt, {}, [](writer&) {}).value();
}

} // namespace socketiota::packet
