// SPDX-License-Identifier: MIT
#include <cstddef>
#include <string>

#include <cluster/base64.hpp>
#include <cluster/message_parts.hpp>
#include <cluster/message_writing.hpp>
#include <cluster/msgpack_cursor.hpp>
#include <cluster/session_codec.hpp>

namespace socketiota::cluster {

namespace {

/// In sixteen digits, so that with what stands before it makes 24 octets: whole groups of base64.
std::string fixed_text(adapter::log_place place) {
    std::string digits(16, '0');
    for (std::size_t at = digits.size(); place.number != 0; place.number /= 16)
        digits[--at] = "0123456789abcdef"[place.number % 16];
    return digits;
}

} // namespace

result<std::string_view> session_encoder::encode(kept_session const& session) {
    auto const written = write_octets(buffer_, false, [&session](auto& to) {
        to.begin_object(5);
        to.write_key("since"); // ours alone
        to.write_string(fixed_text(session.since));
        to.write_key("sid");
        to.write_string(session.socket_id);
        to.write_key("pid");
        to.write_string(session.private_id);
        write_names(to, "rooms", session.rooms);
        write_object_or_none(to, "data", session.data);
        to.end_object();
    });
    if (written.has_error())
        return written;
    text_.clear();
    append_base64(text_, *written);
    return text_.view();
}

decode_outcome session_decoder::decode(std::string_view text, kept_session& into) {
    into = {};
    if (text.size() > limits_.octets)
        return decode_outcome::too_large;
    if (!unpack_base64(text, unpacked_))
        return decode_outcome::malformed;
    msgpack_cursor from(unpacked_);
    if (!from.enter_object())
        return decode_outcome::malformed;
    message_parts parts(from, limits_);
    bool has_rooms = false;
    std::string_view key;
    while (from.next_key(key)) {
        if (key == "sid")
            (void)from.take_text(into.socket_id);
        else if (key == "pid")
            (void)from.take_text(into.private_id);
        else if (key == "rooms")
            has_rooms = parts.read_names(into.rooms);
        else if (key == "data")
            into.data = from.take();
        else
            from.skip();
    }
    if (parts.has_too_much())
        return decode_outcome::too_large;
    bool const is_whole = from.is_at_end() && has_rooms && !into.socket_id.empty();
    return is_whole ? decode_outcome::message : decode_outcome::malformed;
}

} // namespace socketiota::cluster
