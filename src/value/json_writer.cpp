// SPDX-License-Identifier: MIT
#include <cstring>

#include <value/json_number.hpp>
#include <value/json_placeholders.hpp>
#include <value/json_string.hpp>
#include <value/json_writer.hpp>

namespace socketiota {

/// Room for the comma before a value and `size` characters behind it; the caller commits what it
/// wrote. The comma is committed.
char* json_writer::prepare_value(std::size_t size) {
    char* at = text_.prepare(size + 1);
    if (needs_comma_) {
        *at++ = ',';
        text_.commit(1);
    }
    needs_comma_ = true;
    return at;
}

void json_writer::write_null() {
    if (failed())
        return;
    std::memcpy(prepare_value(4), "null", 4);
    text_.commit(4);
}

void json_writer::write_bool(bool flag) {
    if (failed())
        return;
    std::size_t const length = flag ? 4 : 5;
    std::memcpy(prepare_value(5), flag ? "true" : "false", length);
    text_.commit(length);
}

template <class Number>
void json_writer::write_number(Number number) {
    if (failed())
        return;
    char* const at = prepare_value(max_number_length);
    text_.commit(static_cast<std::size_t>(print_json_number(at, number) - at));
}

void json_writer::write_int64(std::int64_t number) { write_number(number); }

void json_writer::write_uint64(std::uint64_t number) { write_number(number); }

void json_writer::write_double(double number) { write_number(number); }

void json_writer::write_string(std::string_view text) {
    if (failed())
        return;
    static_cast<void>(prepare_value(0));
    append_json_string(text_, text);
}

void json_writer::append_placeholder(bytes const& octets) {
    std::uint64_t const number = attachments_.size() - first_attachment_;
    attachments_.push_back(octets);
    text_.append(R"({"_placeholder":true,"num":)");
    char* const at = text_.prepare(max_number_length);
    text_.commit(static_cast<std::size_t>(print_json_number(at, number) - at));
    text_.append('}');
}

void json_writer::write_bytes(bytes const& octets) {
    if (failed())
        return;
    static_cast<void>(prepare_value(0));
    append_placeholder(octets);
}

bool json_writer::begin(char bracket) {
    if (failed())
        return false;
    if (depth_left_ == 0) {
        fail(error::nested_too_deep);
        return false;
    }
    --depth_left_;
    *prepare_value(1) = bracket;
    text_.commit(1);
    needs_comma_ = false;
    return true;
}

void json_writer::end(char bracket) {
    if (failed())
        return;
    ++depth_left_;
    text_.append(bracket);
    needs_comma_ = true;
}

bool json_writer::begin_array(std::size_t) { return begin('['); }

void json_writer::end_array() { end(']'); }

bool json_writer::begin_object(std::size_t) { return begin('{'); }

void json_writer::write_key(std::string_view key) {
    if (failed())
        return;
    static_cast<void>(prepare_value(0));
    append_json_string(text_, key);
    text_.append(':');
    needs_comma_ = false;
}

void json_writer::end_object() { end('}'); }

void json_writer::write_raw(std::string_view valid_json, std::span<bytes const> attachments) {
    if (failed())
        return;
    std::vector<json_placeholder> placeholders;
    if (error_code const wrong =
            find_json_placeholders(valid_json, attachments.size(), placeholders);
        wrong.failed())
        return fail(wrong);
    static_cast<void>(prepare_value(0));
    std::size_t copied = 0;
    for (json_placeholder const& placeholder : placeholders) {
        text_.append(valid_json.substr(copied, placeholder.begin - copied));
        append_placeholder(attachments[placeholder.attachment]);
        copied = placeholder.end;
    }
    text_.append(valid_json.substr(copied));
}

} // namespace socketiota
