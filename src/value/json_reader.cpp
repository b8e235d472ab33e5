// SPDX-License-Identifier: MIT
#include <value/json_number.hpp>
#include <value/json_reader.hpp>
#include <value/json_scan.hpp>
#include <value/whole_numbers.hpp>

namespace socketiota {

void json_reader::on_failure() noexcept {
    failed_at_ = at_;
    // Every later read finds nothing.
    at_ = end_;
}

bool json_reader::begin_value() noexcept {
    if (at_ == end_)
        return fail(error::arguments_do_not_fit);
    value_ = at_;
    return true;
}

/// The next value begins with `first`, which tells its kind.
bool json_reader::begin_value(char first, value_kind kind) {
    return begin_value() && (*at_ == first || fail_unless(detail::only(kind)));
}

json_placeholder const* json_reader::placeholder_here() noexcept {
    if (placeholders_.empty())
        return nullptr;
    auto const offset = static_cast<std::size_t>(at_ - begin_);
    while (!placeholders_.empty() && placeholders_.front().begin < offset)
        placeholders_ = placeholders_.subspan(1);
    return !placeholders_.empty() && placeholders_.front().begin == offset ? &placeholders_.front()
                                                                           : nullptr;
}

/// The kind of a value by its first character; an object may be binary.
value_kind json_reader::kind_at(char const* at) const noexcept {
    switch (*at) {
    case 'n':
        return value_kind::null;
    case 't':
    case 'f':
        return value_kind::boolean;
    case '"':
        return value_kind::string;
    case '[':
        return value_kind::array;
    case '{':
        return value_kind::object;
    case '-':
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9':
        return read_json_number(at, end_).kind;
    default:
        return value_kind::end;
    }
}

value_kind json_reader::peek() noexcept {
    if (at_ == end_)
        return value_kind::end;
    value_kind const kind = kind_at(at_);
    return kind == value_kind::object && placeholder_here() != nullptr ? value_kind::bytes : kind;
}

bool json_reader::read_null() {
    if (!begin_value('n', value_kind::null))
        return false;
    at_ += 4;
    return true;
}

bool json_reader::read_bool(bool& into) {
    if (!begin_value())
        return false;
    if (*at_ != 't' && *at_ != 'f')
        return fail_unless(detail::only(value_kind::boolean));
    into = *at_ == 't';
    at_ += into ? 4 : 5;
    return true;
}

bool json_reader::read_int64(std::int64_t& into) {
    if (!begin_value())
        return false;
    if (*at_ != '-' && !is_json_digit(*at_))
        return fail_unless(detail::whole_numbers);
    return to_int64(*this, read_json_number(at_, end_), into);
}

bool json_reader::read_uint64(std::uint64_t& into) {
    if (!begin_value())
        return false;
    if (*at_ != '-' && !is_json_digit(*at_))
        return fail_unless(detail::whole_numbers);
    return to_uint64(*this, read_json_number(at_, end_), into);
}

bool json_reader::read_double(double& into) {
    if (!begin_value())
        return false;
    if (*at_ != '-' && !is_json_digit(*at_))
        return fail_unless(detail::numbers);
    into = read_json_number(at_, end_).as_double();
    return true;
}

/// Consumes the string whose opening quote is at `at_`.
std::string_view json_reader::take_string(lone_surrogates lone) {
    auto const [content, has_escapes, behind] = find_quoted_string(at_, end_);
    at_ = behind;
    return has_escapes ? unescape(content, lone) : content;
}

std::string_view json_reader::unescape(std::string_view content, lone_surrogates lone) {
    // Unescaping never lengthens, so what is left of the text is room for all strings that may
    // still come, and no view moves because another string needs room.
    if (scratch_used_ == 0) {
        auto const room = static_cast<std::size_t>(end_ - content.data());
        if (scratch_size_ < room) {
            scratch_ = std::make_unique_for_overwrite<char[]>(room);
            scratch_size_ = room;
        }
    }
    char* const into = scratch_.get() + scratch_used_;
    auto const length = static_cast<std::size_t>(unescape_json_string(content, into, lone) - into);
    scratch_used_ += length;
    return {into, length};
}

bool json_reader::read_string(std::string_view& into) {
    if (!begin_value('"', value_kind::string))
        return false;
    into = take_string(lone_surrogates::replaced);
    return true;
}

bool json_reader::read_wtf8(std::string_view& into) {
    if (!begin_value('"', value_kind::string))
        return false;
    into = take_string(lone_surrogates::kept);
    return true;
}

bytes const* json_reader::take_bytes() {
    if (!begin_value())
        return nullptr;
    json_placeholder const* const placeholder = placeholder_here();
    if (placeholder == nullptr) {
        fail_unless(detail::only(value_kind::bytes));
        return nullptr;
    }
    at_ = begin_ + placeholder->end;
    return &attachments_[placeholder->attachment];
}

bool json_reader::read_bytes(bytes& into) {
    bytes const* const taken = take_bytes();
    if (taken == nullptr)
        return false;
    into = *taken;
    return true;
}

bool json_reader::read_bytes(std::span<std::byte const>& into) {
    bytes const* const taken = take_bytes();
    if (taken == nullptr)
        return false;
    into = taken->view();
    return true;
}

bool json_reader::enter_array() {
    if (!begin_value('[', value_kind::array))
        return false;
    ++at_;
    is_entered_ = true;
    return true;
}

bool json_reader::enter_object() {
    if (!begin_value('{', value_kind::object))
        return false;
    if (placeholder_here() != nullptr)
        return fail_unless(detail::only(value_kind::object));
    ++at_;
    is_entered_ = true;
    return true;
}

/// Goes to the next element or key, or behind the closing bracket.
bool json_reader::next_separated(char closing) {
    at_ = skip_json_space(at_, end_);
    if (at_ == end_)
        return failed() ? false : fail(error::arguments_do_not_fit);
    bool const is_first = is_entered_;
    is_entered_ = false;
    if (*at_ == closing) {
        ++at_;
        return false;
    }
    if (is_first)
        return true;
    // Anything else means that the element before has neither been read nor skipped.
    if (*at_ != ',')
        return fail(error::arguments_do_not_fit);
    at_ = skip_json_space(at_ + 1, end_);
    return true;
}

bool json_reader::next_element() { return next_separated(']'); }

bool json_reader::take_key(std::string_view& key, lone_surrogates lone) {
    if (!next_separated('}'))
        return false;
    if (*at_ != '"')
        return fail(error::arguments_do_not_fit);
    key = take_string(lone);
    at_ = skip_json_space(at_, end_);
    at_ = skip_json_space(at_ + 1, end_);
    return true;
}

bool json_reader::next_key(std::string_view& key) {
    return take_key(key, lone_surrogates::replaced);
}

bool json_reader::next_wtf8_key(std::string_view& key) {
    return take_key(key, lone_surrogates::kept);
}

bool json_reader::skip() {
    if (!begin_value())
        return false;
    at_ = skip_json_value(at_, end_);
    return true;
}

bool json_reader::read_raw(std::string_view& text, std::vector<bytes>& attachments) {
    static_cast<void>(placeholder_here()); // those before have been read
    if (!skip())
        return false;
    text = {value_, static_cast<std::size_t>(at_ - value_)};
    attachments.clear();
    if (!placeholders_.empty() &&
        placeholders_.front().begin < static_cast<std::size_t>(at_ - begin_))
        attachments.assign(attachments_.begin(), attachments_.end());
    return true;
}

/// A reader fails at a value that it does not take, or behind one that a codec does not like.
value_kind json_reader::error_kind() const noexcept {
    if (!failed() || begin_ == end_)
        return value_kind::end;
    char const* at = failed_at_;
    value_kind kind = at != end_ ? kind_at(at) : value_kind::end;
    if (kind == value_kind::end && failed_at_[-1] == ']')
        return value_kind::array;
    if (kind == value_kind::end) {
        at = value_;
        // A container has been left, or else a scalar, which may be binary.
        kind = failed_at_[-1] == '}' ? value_kind::object : kind_at(at);
    }
    auto const offset = static_cast<std::size_t>(at - begin_);
    bool const is_bytes = kind == value_kind::object && !placeholders_.empty() &&
                          placeholders_.front().begin == offset;
    return is_bytes ? value_kind::bytes : kind;
}

std::string json_reader::failure_path() const {
    return json_path_to({begin_, static_cast<std::size_t>(end_ - begin_)},
                        static_cast<std::size_t>(failed_at_ - begin_));
}

} // namespace socketiota
