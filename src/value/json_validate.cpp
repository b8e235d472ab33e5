// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include <base/utf8.hpp>
#include <value/json_scan.hpp>
#include <value/json_validate.hpp>

namespace socketiota {
namespace {

/// One bit for each open bracket: whether it is an object.
class bracket_stack {
public:
    [[nodiscard]] std::size_t depth() const noexcept { return depth_; }

    [[nodiscard]] bool in_object() const noexcept { return in_object_; }

    void push(bool object) noexcept {
        std::uint64_t& word = bits_[depth_ / 64];
        if (depth_ % 64 == 0)
            word = 0;
        std::uint64_t const bit = std::uint64_t{1} << (depth_ % 64);
        word = object ? word | bit : word & ~bit;
        in_object_ = object;
        ++depth_;
    }

    void pop() noexcept {
        --depth_;
        if (depth_ != 0)
            in_object_ = (bits_[(depth_ - 1) / 64] >> ((depth_ - 1) % 64) & 1) != 0;
    }

private:
    // Each word is cleared when the depth reaches it: clearing all would cost more than small text.
    std::array<std::uint64_t, max_json_depth / 64> bits_;
    std::size_t depth_ = 0;
    bool in_object_ = false;
};

class validator {
public:
    validator(std::string_view text, std::size_t depth) noexcept
        : begin_(text.data()),
          at_(begin_),
          end_(begin_ + text.size()),
          limit_(std::min(depth, max_json_depth)) {}

    [[nodiscard]] bool run(json_outline& outline) noexcept;

    [[nodiscard]] bool has_high_octets() const noexcept { return has_high_octets_; }

    [[nodiscard]] bool has_escapes() const noexcept { return has_escapes_; }

    [[nodiscard]] bool is_too_deep() const noexcept { return is_too_deep_; }

private:
    // What to expect after a bracket, a scalar or a separator has been taken.
    enum class next { value, after_value, wrong };

    void skip_space() noexcept {
        // Nobody who sends machine-made text sends space, so the first look must be cheap.
        if (at_ != end_ && static_cast<unsigned char>(*at_) <= ' ') [[unlikely]]
            at_ = skip_json_space(at_, end_);
    }

    [[nodiscard]] bool take(char expected) noexcept {
        if (at_ == end_ || *at_ != expected)
            return false;
        ++at_;
        return true;
    }

    [[nodiscard]] next value() noexcept;
    [[nodiscard]] next after_value(json_outline& outline) noexcept;
    [[nodiscard]] next open(bool object) noexcept;
    [[nodiscard]] bool key() noexcept;
    [[nodiscard]] bool string() noexcept;
    [[nodiscard]] bool escape() noexcept;
    [[nodiscard]] bool number() noexcept;
    [[nodiscard]] bool digits() noexcept;
    [[nodiscard]] bool word(std::string_view expected) noexcept;

    char const* begin_;
    char const* at_;
    char const* end_;
    std::size_t limit_;
    bracket_stack brackets_;
    bool has_high_octets_ = false;
    bool has_escapes_ = false;
    bool is_too_deep_ = false;
    bool is_first_element_ = true;
};

value_kind kind_by_first_character(char character) noexcept {
    switch (character) {
    case '{':
        return value_kind::object;
    case '[':
        return value_kind::array;
    case '"':
        return value_kind::string;
    case 't':
    case 'f':
        return value_kind::boolean;
    case 'n':
        return value_kind::null;
    default:
        return value_kind::floating;
    }
}

bool validator::run(json_outline& outline) noexcept {
    skip_space();
    if (at_ == end_)
        return false;
    outline.root = kind_by_first_character(*at_);
    next expected = next::value;
    if (outline.root == value_kind::array) {
        expected = open(false);
        outline.first_begin = outline.first_end = outline.rest_begin =
            static_cast<std::size_t>(at_ - begin_) - (expected == next::after_value ? 1 : 0);
    }
    for (;;) {
        while (expected == next::value)
            expected = value();
        if (expected == next::wrong)
            return false;
        if (brackets_.depth() == 0)
            break;
        expected = after_value(outline);
    }
    skip_space();
    return at_ == end_;
}

validator::next validator::value() noexcept {
    if (at_ == end_)
        return next::wrong;
    bool valid = false;
    switch (*at_) {
    case '{':
        return open(true);
    case '[':
        return open(false);
    case '"':
        ++at_;
        valid = string();
        break;
    case 't':
        valid = word("true");
        break;
    case 'f':
        valid = word("false");
        break;
    case 'n':
        valid = word("null");
        break;
    default:
        valid = number();
        break;
    }
    return valid ? next::after_value : next::wrong;
}

validator::next validator::after_value(json_outline& outline) noexcept {
    bool const ends_first_element =
        is_first_element_ && brackets_.depth() == 1 && outline.root == value_kind::array;
    if (ends_first_element) {
        is_first_element_ = false;
        outline.first_end = static_cast<std::size_t>(at_ - begin_);
    }
    skip_space();
    if (at_ == end_)
        return next::wrong;
    char const separator = *at_++;
    if (separator == ',') {
        skip_space();
        if (ends_first_element)
            outline.rest_begin = static_cast<std::size_t>(at_ - begin_);
        if (brackets_.in_object() && !key())
            return next::wrong;
        return next::value;
    }
    if (separator != (brackets_.in_object() ? '}' : ']'))
        return next::wrong;
    if (ends_first_element)
        outline.rest_begin = static_cast<std::size_t>(at_ - begin_) - 1;
    brackets_.pop();
    return next::after_value;
}

validator::next validator::open(bool object) noexcept {
    if (brackets_.depth() == limit_) {
        is_too_deep_ = true;
        return next::wrong;
    }
    ++at_;
    skip_space();
    if (at_ != end_ && *at_ == (object ? '}' : ']')) {
        ++at_;
        return next::after_value;
    }
    brackets_.push(object);
    if (object && !key())
        return next::wrong;
    return next::value;
}

bool validator::key() noexcept {
    if (!take('"') || !string())
        return false;
    skip_space();
    if (!take(':'))
        return false;
    skip_space();
    return true;
}

bool validator::string() noexcept {
    for (;;) {
        literal_run const run = find_literal_run(at_, end_);
        has_high_octets_ |= run.has_high_octets;
        at_ = run.end;
        if (at_ == end_)
            return false;
        char const character = *at_++;
        if (character == '"')
            return true;
        if (character != '\\' || !escape())
            return false;
        has_escapes_ = true;
    }
}

bool validator::escape() noexcept {
    if (at_ == end_)
        return false;
    switch (*at_++) {
    case '"':
    case '\\':
    case '/':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't':
        return true;
    case 'u':
        break;
    default:
        return false;
    }
    if (end_ - at_ < 4)
        return false;
    for (char const* const behind = at_ + 4; at_ != behind; ++at_) {
        auto const lower = static_cast<char>(*at_ | 0x20);
        if (!is_json_digit(*at_) && (lower < 'a' || lower > 'f'))
            return false;
    }
    return true;
}

bool validator::digits() noexcept {
    char const* const first = at_;
    while (at_ != end_ && is_json_digit(*at_))
        ++at_;
    return at_ != first;
}

bool validator::number() noexcept {
    static_cast<void>(take('-'));
    // A zero is a whole integer part: 01 is not a number.
    if (!take('0') && !digits())
        return false;
    if (take('.') && !digits())
        return false;
    if (at_ != end_ && (*at_ | 0x20) == 'e') {
        ++at_;
        if (!take('-'))
            static_cast<void>(take('+'));
        return digits();
    }
    return true;
}

bool validator::word(std::string_view expected) noexcept {
    if (static_cast<std::size_t>(end_ - at_) < expected.size() ||
        std::memcmp(at_, expected.data(), expected.size()) != 0)
        return false;
    at_ += expected.size();
    return true;
}

} // namespace

error_code validate_json(std::string_view text, json_limits const& limits,
                         json_outline& outline) noexcept {
    outline = {};
    validator check(text, limits.depth);
    if (!check.run(outline))
        return check.is_too_deep() ? error::nested_too_deep : error::malformed_json;
    outline.has_escapes = check.has_escapes();
    // Outside of strings each octet has been compared, so only strings can hold wrong UTF-8.
    if (!limits.is_known_utf8 && check.has_high_octets() && !base::is_valid_utf8(text))
        return error::malformed_json;
    return {};
}

} // namespace socketiota
