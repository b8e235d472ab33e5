// SPDX-License-Identifier: MIT
#include <socketiota/value.hpp>

#include <bit>
#include <cmath>
#include <limits>
#include <vector>

#include <base/utf8.hpp>
#include <value/json_placeholders.hpp>
#include <value/json_reader.hpp>
#include <value/msgpack_writer.hpp>
#include <value/whole_numbers.hpp>

namespace socketiota {

/// Whether a value may be written, which counts for the innermost array or object then.
bool msgpack_writer::begin_value() noexcept {
    if (failed())
        return false;
    if (!left_.empty()) {
        if (left_.back() == 0) {
            fail(error::arguments_do_not_fit);
            return false;
        }
        left_.back() -= 1;
    }
    return true;
}

void msgpack_writer::put(unsigned lead) { octets_.append(static_cast<char>(lead)); }

/// An octet that says what comes, and `number` in so many octets.
void msgpack_writer::put(unsigned lead, std::uint64_t number, std::size_t octets) {
    char* at = octets_.prepare(1 + octets);
    *at++ = static_cast<char>(lead);
    for (std::size_t shift = 8 * octets; shift != 0;)
        *at++ = static_cast<char>(number >> (shift -= 8));
    octets_.commit(1 + octets);
}

/// A size in the shortest form; those of 32 bits come behind those of 16.
void msgpack_writer::put_size(std::size_t size, unsigned lead_of_8, unsigned lead_of_16) {
    if (lead_of_8 != 0 && size < 0x100)
        put(lead_of_8, size, 1);
    else if (size < 0x10000)
        put(lead_of_16, size, 2);
    else if (size <= std::numeric_limits<std::uint32_t>::max())
        put(lead_of_16 + 1, size, 4);
    else
        fail(error::number_out_of_range); // msgpack has no longer ones
}

void msgpack_writer::write_null() {
    if (begin_value())
        put(0xC0);
}

void msgpack_writer::write_bool(bool flag) {
    if (begin_value())
        put(flag ? 0xC3 : 0xC2);
}

void msgpack_writer::write_int64(std::int64_t number) {
    if (number >= 0)
        return write_uint64(static_cast<std::uint64_t>(number));
    if (!begin_value())
        return;
    auto const octets = static_cast<std::uint64_t>(number);
    if (number >= -0x20)
        put(static_cast<unsigned>(octets & 0xFFU));
    else if (number >= std::numeric_limits<std::int8_t>::min())
        put(0xD0, octets, 1);
    else if (number >= std::numeric_limits<std::int16_t>::min())
        put(0xD1, octets, 2);
    else if (number >= std::numeric_limits<std::int32_t>::min())
        put(0xD2, octets, 4);
    else
        put(0xD3, octets, 8);
}

void msgpack_writer::write_uint64(std::uint64_t number) {
    if (!begin_value())
        return;
    if (number < 0x80)
        put(static_cast<unsigned>(number));
    else if (number < 0x100)
        put(0xCC, number, 1);
    else if (number < 0x10000)
        put(0xCD, number, 2);
    else if (number <= std::numeric_limits<std::uint32_t>::max())
        put(0xCE, number, 4);
    else
        put(0xCF, number, 8);
}

void msgpack_writer::write_double(double number) {
    if (std::trunc(number) == number && number >= -behind_int64 && number < behind_uint64) {
        if (number < 0)
            return write_int64(static_cast<std::int64_t>(number));
        return write_uint64(static_cast<std::uint64_t>(number));
    }
    if (begin_value())
        put(0xCB, std::bit_cast<std::uint64_t>(number), 8);
}

void msgpack_writer::put_text(std::string_view text) {
    if (!base::is_valid_utf8(text))
        return put_text(base::to_valid_utf8(text));
    if (text.size() < 0x20)
        put(0xA0U | static_cast<unsigned>(text.size()));
    else
        put_size(text.size(), 0xD9, 0xDA);
    octets_.append(text);
}

void msgpack_writer::write_string(std::string_view text) {
    if (begin_value())
        put_text(text);
}

void msgpack_writer::write_bytes(bytes const& octets) {
    if (!begin_value())
        return;
    put_size(octets.size(), 0xC4, 0xC5);
    octets_.append(octets.as_text());
}

bool msgpack_writer::begin(std::size_t values) {
    if (depth_left_ == 0) {
        fail(error::nested_too_deep);
        return false;
    }
    --depth_left_;
    left_.push_back(values);
    return true;
}

void msgpack_writer::end() {
    if (failed())
        return;
    if (left_.back() != 0)
        return fail(error::arguments_do_not_fit);
    left_.pop_back();
    ++depth_left_;
}

bool msgpack_writer::begin_array(std::size_t count) {
    if (!begin_value() || !begin(count))
        return false;
    if (count < 0x10)
        put(0x90U | static_cast<unsigned>(count));
    else
        put_size(count, 0, 0xDC);
    return !failed();
}

void msgpack_writer::end_array() { end(); }

bool msgpack_writer::begin_object(std::size_t count) {
    if (!begin_value() || !begin(2 * count))
        return false;
    if (count < 0x10)
        put(0x80U | static_cast<unsigned>(count));
    else
        put_size(count, 0, 0xDE);
    return !failed();
}

void msgpack_writer::write_key(std::string_view key) { write_string(key); }

void msgpack_writer::end_object() { end(); }

void msgpack_writer::write_raw(std::string_view valid_json, std::span<bytes const> attachments) {
    if (failed())
        return;
    std::vector<json_placeholder> placeholders;
    if (error_code const wrong =
            find_json_placeholders(valid_json, attachments.size(), placeholders);
        wrong.failed())
        return fail(wrong);
    // JSON does not say how many elements come before they have come.
    json_reader from(valid_json, attachments, placeholders);
    value decoded;
    if (!decode(from, decoded))
        return fail(from.error());
    encode(*this, decoded);
}

void msgpack_writer::write_encoded(std::string_view valid) {
    if (begin_value())
        octets_.append(valid);
}

} // namespace socketiota
