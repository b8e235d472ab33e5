// SPDX-License-Identifier: MIT
#include <memory>

#include <value/json_placeholders.hpp>
#include <value/json_reader.hpp>
#include <value/value_access.hpp>
#include <value/value_writer.hpp>

namespace socketiota {

void value_writer::put(value made) {
    if (failed())
        return;
    if (open_.empty()) {
        into_ = std::move(made);
        return;
    }
    open_container& innermost = open_.back();
    if (auto* const elements = value_access::elements(innermost.container))
        elements->push_back(std::move(made));
    else
        value_access::members(innermost.container)
            ->emplace_back(std::move(innermost.key), std::move(made));
}

bool value_writer::open(value container) {
    if (!failed() && open_.size() == depth_)
        fail(error::nested_too_deep);
    if (failed())
        return false;
    open_.push_back({std::move(container), {}});
    return true;
}

value value_writer::close() {
    value closed = std::move(open_.back().container);
    open_.pop_back();
    return closed;
}

void value_writer::write_null() { put({}); }

void value_writer::write_bool(bool flag) { put(value_access::make(flag)); }

void value_writer::write_int64(std::int64_t number) { put(value_access::make(number)); }

void value_writer::write_uint64(std::uint64_t number) { put(value_access::make_unsigned(number)); }

void value_writer::write_double(double number) { put(value_access::make(number)); }

void value_writer::write_string(std::string_view text) {
    put(value_access::make(std::make_unique<std::string>(text)));
}

void value_writer::write_bytes(bytes const& octets) { put(value_access::make(octets)); }

bool value_writer::begin_array(std::size_t) { return open(value::empty_array()); }

void value_writer::end_array() {
    if (!failed())
        put(close());
}

bool value_writer::begin_object(std::size_t) { return open(value::empty_object()); }

void value_writer::write_key(std::string_view key) {
    if (!failed())
        open_.back().key.assign(key);
}

void value_writer::end_object() {
    if (failed())
        return;
    merge_duplicate_keys(*value_access::members(open_.back().container));
    put(close());
}

void value_writer::write_raw(std::string_view valid_json, std::span<bytes const> attachments) {
    std::vector<json_placeholder> placeholders;
    if (error_code const wrong =
            find_json_placeholders(valid_json, attachments.size(), placeholders);
        wrong.failed())
        return fail(wrong);
    json_reader from(valid_json, attachments, placeholders);
    value made;
    if (read_value(from, made))
        put(std::move(made));
    else
        fail(from.error());
}

} // namespace socketiota
