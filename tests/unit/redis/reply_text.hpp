// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include <redis/reply.hpp>
#include <redis/reply_parser.hpp>

namespace socketiota::redis {

/// A value as text: `[text, 5, {key: null}]`, with `~` in front of a set, `>` of what is pushed and
/// `!` of an error.
inline std::string text_of(reply value) {
    switch (value.kind()) {
    case reply_kind::null:
        return "null";
    case reply_kind::error:
        return "!" + std::string(value.text());
    case reply_kind::map: {
        std::string text = "{";
        bool is_key = true;
        for (reply const each : value) {
            if (is_key && text.size() > 1)
                text += ", ";
            text += text_of(each);
            if (is_key)
                text += ": ";
            is_key = !is_key;
        }
        return text + "}";
    }
    case reply_kind::array:
    case reply_kind::set:
    case reply_kind::push: {
        std::string text = value.kind() == reply_kind::set    ? "~["
                           : value.kind() == reply_kind::push ? ">["
                                                              : "[";
        for (reply const each : value) {
            if (text.back() != '[')
                text += ", ";
            text += text_of(each);
        }
        return text + "]";
    }
    default:
        return std::string(value.text());
    }
}

/// Gives octets to a parser as a connection would.
inline void feed(reply_parser& to, std::string_view octets) {
    while (!octets.empty()) {
        auto const room = to.prepare();
        std::size_t const size = std::min(room.size(), octets.size());
        std::copy_n(octets.data(), size, room.data());
        to.commit(size);
        octets.remove_prefix(size);
    }
}

/// Reads all values of octets that come in pieces, and what stops it: `?` malformed, `^` too large.
inline std::string read_all(std::string_view octets, std::size_t piece_size,
                            reply_limits limits = {}) {
    reply_parser parser(limits);
    std::string text;
    for (; !octets.empty(); octets.remove_prefix(std::min(piece_size, octets.size()))) {
        feed(parser, octets.substr(0, piece_size));
        for (;;) {
            auto const outcome = parser.next();
            if (outcome == reply_parser::outcome::need_more)
                break;
            if (outcome == reply_parser::outcome::malformed)
                return text + "?";
            if (outcome == reply_parser::outcome::too_large)
                return text + "^";
            text += text_of(parser.value()) + ";";
        }
    }
    return text;
}

} // namespace socketiota::redis
