// SPDX-License-Identifier: MIT
#include <base/output_buffer.hpp>
#include <base/utf8.hpp>
#include <value/error_path.hpp>
#include <value/json_number.hpp>
#include <value/json_writer.hpp>
#include <value/value_access.hpp>
#include <value/value_reader.hpp>
#include <value/whole_numbers.hpp>

namespace socketiota {
namespace {

json_number number_of(value const& from) noexcept {
    json_number number;
    number.kind = from.kind();
    if (auto const* const integer = value_access::get<std::int64_t>(from))
        number.integer = *integer;
    else if (auto const* const unsigned_integer = value_access::get<std::uint64_t>(from))
        number.unsigned_integer = *unsigned_integer;
    else
        number.floating = *value_access::get<double>(from);
    return number;
}

} // namespace

void value_reader::on_failure() noexcept { next_ = nullptr; }

value_kind value_reader::peek() noexcept {
    return next_ != nullptr ? next_->kind() : value_kind::end;
}

/// Consumes the next value if it is of that kind.
value const* value_reader::take(value_kind kind) noexcept {
    if (peek() != kind) {
        fail_unless(detail::only(kind));
        return nullptr;
    }
    return std::exchange(next_, nullptr);
}

value const* value_reader::take_number(detail::kind_set wanted) noexcept {
    if (!is_number(peek())) {
        fail_unless(wanted);
        return nullptr;
    }
    return std::exchange(next_, nullptr);
}

bool value_reader::read_null() { return take(value_kind::null) != nullptr; }

bool value_reader::read_bool(bool& into) {
    value const* const taken = take(value_kind::boolean);
    if (taken == nullptr)
        return false;
    into = *value_access::get<bool>(*taken);
    return true;
}

bool value_reader::read_int64(std::int64_t& into) {
    value const* const taken = take_number(detail::whole_numbers);
    return taken != nullptr && to_int64(*this, number_of(*taken), into);
}

bool value_reader::read_uint64(std::uint64_t& into) {
    value const* const taken = take_number(detail::whole_numbers);
    return taken != nullptr && to_uint64(*this, number_of(*taken), into);
}

bool value_reader::read_double(double& into) {
    value const* const taken = take_number(detail::numbers);
    if (taken == nullptr)
        return false;
    into = number_of(*taken).as_double();
    return true;
}

std::string_view value_reader::keep(std::string text) {
    return *texts_.emplace_back(std::make_unique<std::string>(std::move(text)));
}

/// A value holds text as it came or was given, and nobody else is to see what is no UTF-8.
std::string_view value_reader::valid(std::string_view held) {
    return as_held_ || base::is_valid_utf8(held) ? held : keep(base::to_valid_utf8(held));
}

bool value_reader::read_string(std::string_view& into) {
    if (!read_wtf8(into))
        return false;
    into = valid(into);
    return true;
}

bool value_reader::read_wtf8(std::string_view& into) {
    value const* const taken = take(value_kind::string);
    if (taken == nullptr)
        return false;
    into = *value_access::text(*taken);
    return true;
}

bool value_reader::read_bytes(bytes& into) {
    value const* const taken = take(value_kind::bytes);
    if (taken == nullptr)
        return false;
    into = *value_access::get<bytes>(*taken);
    return true;
}

bool value_reader::read_bytes(std::span<std::byte const>& into) {
    value const* const taken = take(value_kind::bytes);
    if (taken == nullptr)
        return false;
    into = value_access::get<bytes>(*taken)->view();
    return true;
}

bool value_reader::enter_array() {
    value const* const taken = take(value_kind::array);
    if (taken == nullptr)
        return false;
    open_.push_back({taken, 0});
    return true;
}

bool value_reader::enter_object() {
    value const* const taken = take(value_kind::object);
    if (taken == nullptr)
        return false;
    open_.push_back({taken, 0});
    return true;
}

/// Which part of the innermost container comes next; false if it has been left.
bool value_reader::next_visited(value_kind kind, std::size_t& index) {
    if (failed())
        return false;
    if (next_ != nullptr || open_.empty() || open_.back().container->kind() != kind)
        return fail(error::arguments_do_not_fit);
    open_container& innermost = open_.back();
    if (innermost.visited == innermost.container->size()) {
        open_.pop_back();
        return false;
    }
    index = innermost.visited++;
    return true;
}

bool value_reader::next_element() {
    std::size_t index = 0;
    if (!next_visited(value_kind::array, index))
        return false;
    next_ = &open_.back().container->elements()[index];
    return true;
}

bool value_reader::next_key(std::string_view& key) {
    if (!next_wtf8_key(key))
        return false;
    key = valid(key);
    return true;
}

bool value_reader::next_wtf8_key(std::string_view& key) {
    std::size_t index = 0;
    if (!next_visited(value_kind::object, index))
        return false;
    value::member const& member = open_.back().container->members()[index];
    key = member.first;
    next_ = &member.second;
    return true;
}

bool value_reader::skip() {
    if (next_ == nullptr)
        return fail(error::arguments_do_not_fit);
    next_ = nullptr;
    return true;
}

bool value_reader::read_raw(std::string_view& text, std::vector<bytes>& attachments) {
    if (next_ == nullptr)
        return fail(error::arguments_do_not_fit);
    attachments.clear();
    base::output_buffer buffer;
    json_writer to(buffer, attachments);
    write_value(to, *next_);
    if (to.failed())
        return fail(to.error());
    next_ = nullptr;
    text = keep(std::string(buffer.view()));
    return true;
}

/// The value that the next read would take, or the one that was taken last.
value const& value_reader::current() const noexcept {
    if (open_.empty())
        return root_;
    auto const [container, visited] = open_.back();
    if (visited == 0)
        return *container;
    return container->is_array() ? container->elements()[visited - 1]
                                 : container->members()[visited - 1].second;
}

value_kind value_reader::error_kind() const noexcept {
    return failed() ? current().kind() : value_kind::end;
}

std::string value_reader::failure_path() const {
    class error_path path(open_.size());
    for (auto const [container, visited] : open_) {
        if (visited == 0)
            break;
        if (container->is_array())
            path.add_element(visited - 1);
        else
            path.add_member(container->members()[visited - 1].first);
    }
    return path.take();
}

} // namespace socketiota
