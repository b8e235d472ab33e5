// SPDX-License-Identifier: MIT
#include <socketiota/value.hpp>

#include <utility>

#include <base/output_buffer.hpp>
#include <value/error_path.hpp>
#include <value/iso_time.hpp>
#include <value/json_writer.hpp>
#include <value/msgpack_reader.hpp>
#include <value/whole_numbers.hpp>

namespace socketiota {
namespace {

using form = msgpack_item::form;

value_kind kind_of(msgpack_item const& item) noexcept {
    switch (item.what) {
    case form::boolean:
        return value_kind::boolean;
    case form::number:
        return item.number.kind;
    case form::string:
    case form::time:
        return value_kind::string;
    case form::binary:
        return value_kind::bytes;
    case form::array:
    case form::extension:
        return value_kind::array;
    case form::map:
        return value_kind::object;
    case form::nil:
    case form::undefined:
        break;
    }
    return value_kind::null;
}

} // namespace

void msgpack_reader::reset(std::string_view valid) noexcept {
    at_ = valid.data();
    end_ = at_ + valid.size();
    value_ = at_;
    is_due_ = true;
    open_.clear();
    clear_error();
}

void msgpack_reader::on_failure() noexcept { is_due_ = false; }

/// The value that comes next; false if none does.
bool msgpack_reader::look(msgpack_item& item) noexcept {
    if (!is_due_)
        return false;
    if (open_.empty() || open_.back().what != form::extension)
        return read_msgpack_item(at_, end_, item);
    // An extension is an array of two: its type, which is no value of its own, and its octets.
    open_container const& around = open_.back();
    (void)read_msgpack_item(around.begin, end_, item);
    item.behind = at_;
    item.what = around.visited == 1 ? form::number : form::binary;
    item.number = {.kind = value_kind::integer, .integer = item.extension_type};
    return true;
}

value_kind msgpack_reader::peek() noexcept {
    msgpack_item item;
    return look(item) ? kind_of(item) : value_kind::end;
}

void msgpack_reader::consume(msgpack_item const& item) noexcept {
    at_ = item.behind;
    is_due_ = false;
}

bool msgpack_reader::take(msgpack_item::form what, value_kind kind, msgpack_item& item) noexcept {
    if (!look(item) || item.what != what)
        return fail_unless(detail::only(kind));
    consume(item);
    return true;
}

bool msgpack_reader::take_number(detail::kind_set wanted, msgpack_item& item) noexcept {
    if (!look(item) || item.what != form::number)
        return fail_unless(wanted);
    consume(item);
    return true;
}

bool msgpack_reader::read_null() {
    if (peek() != value_kind::null)
        return fail_unless(detail::only(value_kind::null));
    return skip();
}

bool msgpack_reader::read_bool(bool& into) {
    msgpack_item item;
    if (!take(form::boolean, value_kind::boolean, item))
        return false;
    into = item.flag;
    return true;
}

bool msgpack_reader::read_int64(std::int64_t& into) {
    msgpack_item item;
    return take_number(detail::whole_numbers, item) && to_int64(*this, item.number, into);
}

bool msgpack_reader::read_uint64(std::uint64_t& into) {
    msgpack_item item;
    return take_number(detail::whole_numbers, item) && to_uint64(*this, item.number, into);
}

bool msgpack_reader::read_double(double& into) {
    msgpack_item item;
    if (!take_number(detail::numbers, item))
        return false;
    into = item.number.as_double();
    return true;
}

std::string_view msgpack_reader::keep(std::string text) {
    return *texts_.emplace_back(std::make_unique<std::string>(std::move(text)));
}

bool msgpack_reader::read_string(std::string_view& into) {
    msgpack_item item;
    if (look(item) && item.what == form::time) {
        into = keep(std::string(detail::print_time(item.number.integer).view()));
        consume(item);
        return true;
    }
    if (!take(form::string, value_kind::string, item))
        return false;
    into = item.view();
    return true;
}

bool msgpack_reader::read_bytes(bytes& into) {
    std::span<std::byte const> octets;
    if (!read_bytes(octets))
        return false;
    into = bytes(octets); // the message that they stand in does not outlive the event
    return true;
}

bool msgpack_reader::read_bytes(std::span<std::byte const>& into) {
    msgpack_item item;
    if (!take(form::binary, value_kind::bytes, item))
        return false;
    into = std::as_bytes(std::span(item.content, item.size));
    return true;
}

void msgpack_reader::enter(msgpack_item const& item) {
    bool const is_extension = item.what == form::extension;
    open_.push_back({item.what, is_extension ? 2 : item.size, 0, at_});
    consume(item);
}

bool msgpack_reader::enter_array() {
    msgpack_item item;
    if (!look(item) || kind_of(item) != value_kind::array)
        return fail_unless(detail::only(value_kind::array));
    enter(item);
    return true;
}

bool msgpack_reader::enter_object() {
    msgpack_item item;
    if (!look(item) || item.what != form::map)
        return fail_unless(detail::only(value_kind::object));
    enter(item);
    return true;
}

/// Whether another element or member of the innermost container may follow.
bool msgpack_reader::may_go_on(bool in_object) noexcept {
    if (failed())
        return false;
    if (is_due_ || open_.empty() || (open_.back().what == form::map) != in_object)
        return fail(error::arguments_do_not_fit);
    return true;
}

bool msgpack_reader::next_element() {
    if (!may_go_on(false))
        return false;
    open_container& innermost = open_.back();
    if (innermost.left == 0) {
        open_.pop_back();
        return false;
    }
    innermost.left -= 1;
    innermost.visited += 1;
    value_ = innermost.what == form::extension ? innermost.begin : at_;
    is_due_ = true;
    return true;
}

bool msgpack_reader::next_key(std::string_view& key) {
    if (!may_go_on(true))
        return false;
    open_container& innermost = open_.back();
    for (; innermost.left != 0; innermost.left -= 1) {
        msgpack_item item;
        (void)read_msgpack_item(at_, end_, item); // validated: it is a text, and a value follows
        std::string_view const name = item.view();
        value_ = item.behind;
        (void)read_msgpack_item(value_, end_, item);
        if (item.what == form::undefined) {
            at_ = item.behind;
            continue;
        }
        at_ = value_;
        innermost.left -= 1;
        innermost.visited += 1;
        innermost.key = name;
        key = name;
        is_due_ = true;
        return true;
    }
    open_.pop_back();
    return false;
}

bool msgpack_reader::skip() {
    msgpack_item item;
    if (!look(item))
        return fail(error::arguments_do_not_fit);
    if (item.is_container())
        item.behind = skip_msgpack_value(at_, end_);
    consume(item);
    return true;
}

bool msgpack_reader::read_raw(std::string_view& text, std::vector<bytes>& attachments) {
    value decoded;
    if (!decode(*this, decoded))
        return false;
    attachments.clear();
    base::output_buffer buffer;
    json_writer to(buffer, attachments);
    encode(to, decoded);
    if (to.failed())
        return fail(to.error());
    text = keep(std::string(buffer.view()));
    return true;
}

value_kind msgpack_reader::error_kind() const noexcept {
    msgpack_item item;
    return failed() && read_msgpack_item(value_, end_, item) ? kind_of(item) : value_kind::end;
}

std::string msgpack_reader::failure_path() const {
    class error_path path(open_.size());
    for (open_container const& each : open_) {
        if (each.visited == 0)
            break;
        if (each.what == form::map)
            path.add_member(each.key);
        else
            path.add_element(each.visited - 1);
    }
    return path.take();
}

} // namespace socketiota
