// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include <base/utf8.hpp>
#include <cluster/json_cursor.hpp>
#include <value/json_blocks.hpp>
#include <value/json_number.hpp>
#include <value/json_scan.hpp>
#include <value/json_string.hpp>
#include <value/json_validate.hpp>

namespace socketiota::cluster {
namespace {

/// Behind the closing quote of the string whose opening quote is at `quote`; null if none comes.
char const* skip_string(char const* quote, char const* end) noexcept {
    for (char const* at = quote + 1;; at += 2) {
        at = find_literal_run(at, end).end;
        if (at == end)
            return nullptr;
        if (*at == '"')
            return at + 1;
        if (*at != '\\' || end - at < 2)
            return nullptr;
    }
}

/// Behind the bracket that closes `depth` that are open at `at`, which is in no string; by blocks,
/// as what is worth that has dozens of short strings.
char const* skip_long_brackets(char const* at, char const* end, std::size_t depth) noexcept {
    json_strings strings;
    std::array<char, json_block::size> last{};
    for (;; at += json_block::size) {
        std::size_t const left = std::min(static_cast<std::size_t>(end - at), json_block::size);
        bool const is_last = left < json_block::size;
        if (is_last)
            std::copy_n(at, left, last.data());
        json_block const block(is_last ? last.data() : at);
        std::uint64_t const outside = ~strings.inside(block);
        for (auto brackets = (block.opening | block.closing) & outside; brackets != 0;
             brackets &= brackets - 1) {
            bool const opens = (block.opening & brackets & (~brackets + 1)) != 0;
            depth = opens ? depth + 1 : depth - 1;
            if (depth == 0)
                return at + std::countr_zero(brackets) + 1;
        }
        if (is_last)
            return nullptr;
    }
}

/// Behind the bracket that closes the one at `at`; that they match is not looked at.
char const* skip_brackets(char const* at, char const* end) noexcept {
    constexpr std::ptrdiff_t most_by_strings = 64;
    char const* const begin = at;
    std::size_t depth = 0;
    while (at != end) {
        switch (*at) {
        case '"':
            at = skip_string(at, end);
            if (at == nullptr)
                return nullptr;
            if (at - begin >= most_by_strings)
                return skip_long_brackets(at, end, depth);
            continue;
        case '[':
        case '{':
            if (++depth > 1) // what nests is seldom short
                return skip_long_brackets(at + 1, end, depth);
            break;
        case ']':
        case '}':
            return at + 1;
        default:
            break;
        }
        ++at;
    }
    return nullptr;
}

bool ends_word(char character) noexcept {
    return character == ',' || character == ']' || character == '}' || is_json_space(character);
}

char const* skip_word(char const* at, char const* end) noexcept {
    char const* const begin = at;
    while (at != end && !ends_word(*at))
        ++at;
    return at == begin ? nullptr : at;
}

/// Where the value that begins at `at` ends; null if it does not.
char const* skip_value(char const* at, char const* end) noexcept {
    if (at == end)
        return nullptr;
    switch (*at) {
    case '"':
        return skip_string(at, end);
    case '[':
    case '{':
        return skip_brackets(at, end);
    default:
        return skip_word(at, end);
    }
}

/// What a string, with its quotes, stands for; false if it is not valid.
bool read_string(std::string_view quoted, std::string& into) {
    std::string mended;
    if (!base::is_valid_utf8(quoted)) {
        mended = base::to_valid_utf8(quoted);
        quoted = mended;
    }
    std::string_view const content = quoted.substr(1, quoted.size() - 2);
    if (content.find('\\') == std::string_view::npos) {
        into.assign(content);
        return true;
    }
    if (validate_json(quoted).failed())
        return false;
    into.resize(content.size());
    char* const end = unescape_json_string(content, into.data(), lone_surrogates::replaced);
    into.resize(static_cast<std::size_t>(end - into.data()));
    return true;
}

/// A number of few digits and nothing else, such as the type of a message.
std::optional<json_number> read_short_number(std::string_view text) noexcept {
    constexpr std::size_t most_digits = 9;
    if (text.size() > most_digits || (text.front() == '0' && text.size() != 1))
        return std::nullopt;
    json_number number;
    for (char const character : text) {
        if (!is_json_digit(character))
            return std::nullopt;
        number.integer = number.integer * 10 + (character - '0');
    }
    return number;
}

std::optional<json_number> read_number(std::string_view text) noexcept {
    if (text.empty())
        return std::nullopt;
    if (auto const number = read_short_number(text))
        return number;
    if ((text.front() != '-' && !is_json_digit(text.front())) || validate_json(text).failed())
        return std::nullopt;
    char const* at = text.data();
    return read_json_number(at, at + text.size());
}

} // namespace

inline void json_cursor::skip_space() noexcept {
    // Nobody who sends machine-made text sends space.
    if (at_ != end_ && static_cast<unsigned char>(*at_) <= ' ') [[unlikely]]
        at_ = skip_json_space(at_, end_);
}

bool json_cursor::is_at_end() noexcept {
    skip_space();
    return at_ == end_ && !failed_;
}

bool json_cursor::enter(char bracket) noexcept {
    skip_space();
    if (at_ == end_ || *at_ != bracket)
        return false;
    ++at_;
    is_entered_ = true;
    return true;
}

bool json_cursor::next(char bracket) noexcept {
    skip_space();
    if (at_ == end_) {
        fail();
        return false;
    }
    bool const is_first = is_entered_;
    is_entered_ = false;
    if (*at_ == bracket) {
        ++at_;
        return false;
    }
    if (is_first)
        return true;
    if (*at_ != ',') {
        fail();
        return false;
    }
    ++at_;
    skip_space();
    return true;
}

bool json_cursor::next_key(std::string_view& key) noexcept {
    if (!next('}'))
        return false;
    if (at_ != end_ && *at_ == '"') {
        char const* const begin = at_ + 1;
        char const* behind = find_literal_run(begin, end_).end + 1;
        if (behind > end_ || behind[-1] != '"') [[unlikely]]
            behind = skip_string(at_, end_);
        if (behind != nullptr) {
            key = {begin, static_cast<std::size_t>(behind - 1 - begin)};
            at_ = behind;
            skip_space();
            if (at_ != end_ && *at_ == ':') {
                ++at_;
                return true;
            }
        }
    }
    fail();
    return false;
}

carried_value json_cursor::take() noexcept {
    skip_space();
    char const* const behind = skip_value(at_, end_);
    if (behind == nullptr) {
        fail();
        return {};
    }
    std::string_view const octets(at_, static_cast<std::size_t>(behind - at_));
    at_ = behind;
    return {encoding, octets};
}

/// Takes a text that stands there as it is, as nearly all do. Consumes nothing else.
bool json_cursor::take_plain_text(std::string& into) {
    skip_space();
    if (at_ == end_ || *at_ != '"')
        return false;
    char const* const begin = at_ + 1;
    literal_run const run = find_literal_run(begin, end_);
    if (run.end == end_ || *run.end != '"' || run.has_high_octets)
        return false;
    into.assign(begin, run.end);
    at_ = run.end + 1;
    return true;
}

bool json_cursor::take_text(std::string& into) {
    if (take_plain_text(into))
        return true;
    std::string_view const value = take().octets;
    if (value.empty())
        return false;
    if (value.front() == '"') {
        if (read_string(value, into))
            return true;
        fail();
        return false;
    }
    std::optional<json_number> const number = read_number(value);
    if (!number)
        return false;
    std::array<char, max_number_length> text; // NOLINT(cppcoreguidelines-pro-type-member-init)
    into.assign(text.data(), print_json_number(text.data(), number->as_double()));
    return true;
}

std::optional<double> json_cursor::take_number() {
    if (std::optional<json_number> const number = read_number(take().octets))
        return number->as_double();
    return std::nullopt;
}

bool json_cursor::take_null() noexcept {
    skip_space();
    if (at_ == end_ || *at_ != 'n')
        return false;
    skip();
    return true;
}

std::optional<bool> json_cursor::take_flag() noexcept {
    std::string_view const value = take().octets;
    if (value == "true" || value == "false")
        return value == "true";
    return std::nullopt;
}

} // namespace socketiota::cluster
