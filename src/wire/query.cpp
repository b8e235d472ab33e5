// SPDX-License-Identifier: MIT
#include <base/utf8.hpp>
#include <wire/http_syntax.hpp>
#include <wire/partial_utf8.hpp>
#include <wire/query.hpp>

namespace socketiota::wire {
namespace {

// Octets at the front of `text`, which begins with no whole character, that one U+FFFD stands for:
// the longest beginning of a character, or a single octet (Unicode 3.9, as browsers do it).
std::size_t broken_size(std::string_view text) noexcept {
    std::size_t size = 1;
    for (std::size_t longer = 1; longer <= 3 && longer <= text.size(); ++longer) {
        auto const whole = whole_utf8_prefix(text.substr(0, longer));
        if (!whole || *whole != 0)
            break;
        size = longer;
    }
    return size;
}

// Octets at the front of `text` that are one whole character, or 0.
std::size_t whole_character(std::string_view text) noexcept {
    auto const first = static_cast<unsigned char>(text.front());
    std::size_t const size = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    return size <= text.size() && base::is_valid_utf8(text.substr(0, size)) ? size : 0;
}

std::string replace_invalid_utf8(std::string_view text) {
    std::string valid;
    valid.reserve(text.size() + 8);
    while (!text.empty()) {
        std::size_t const whole = whole_character(text);
        valid.append(whole != 0 ? text.substr(0, whole) : "\xEF\xBF\xBD");
        text.remove_prefix(whole != 0 ? whole : broken_size(text));
    }
    return valid;
}

} // namespace

std::optional<query_parameter> query_reader::next() noexcept {
    while (!rest_.empty()) {
        std::size_t const end = rest_.find('&');
        std::string_view const pair = rest_.substr(0, end);
        rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
        if (pair.empty())
            continue;
        std::size_t const equals = pair.find('=');
        if (equals == std::string_view::npos)
            return query_parameter{.name = pair, .value = {}};
        return query_parameter{.name = pair.substr(0, equals), .value = pair.substr(equals + 1)};
    }
    return std::nullopt;
}

std::string_view decode_query_component(std::string_view encoded, std::string& scratch) {
    // Nothing to decode, as in nearly every parameter of every polling request.
    if (skip_query_literal(encoded, 0) == encoded.size())
        return encoded;
    scratch.clear();
    for (std::size_t index = 0; index < encoded.size(); ++index) {
        char const c = encoded[index];
        if (c == '%' && encoded.size() - index > 2) {
            auto const high = hex_digit(encoded[index + 1]);
            auto const low = hex_digit(encoded[index + 2]);
            if (high && low) {
                scratch.push_back(static_cast<char>(static_cast<unsigned char>(*high << 4 | *low)));
                index += 2;
                continue;
            }
        }
        scratch.push_back(c == '+' ? ' ' : c);
    }
    if (!base::is_valid_utf8(scratch))
        scratch = replace_invalid_utf8(scratch);
    return scratch;
}

std::optional<std::string_view> find_query_parameter(std::string_view query, std::string_view name,
                                                     std::string& scratch) {
    std::optional<std::string_view> found;
    query_reader reader(query);
    while (auto const parameter = reader.next())
        if (decode_query_component(parameter->name, scratch) == name)
            found = parameter->value;
    if (found)
        found = decode_query_component(*found, scratch);
    return found;
}

} // namespace socketiota::wire
