// SPDX-License-Identifier: MIT
#include <wire/jsonp.hpp>
#include <wire/query.hpp>

namespace socketiota::wire {
namespace {

std::string without_escapes(std::string_view text) {
    std::string plain;
    plain.reserve(text.size());
    std::size_t backslashes = 0; // right before
    for (char const each : text) {
        if (each == 'n' && backslashes > 0) {
            plain.pop_back();
            plain.push_back(backslashes == 1 ? '\n' : 'n');
        } else {
            plain.push_back(each);
        }
        backslashes = each == '\\' ? backslashes + 1 : 0;
    }
    return plain;
}

void append_escape(base::output_buffer& output, unsigned unit) {
    constexpr std::string_view digits = "0123456789abcdef";
    output.append("\\u");
    for (unsigned shift = 16; shift > 0;) {
        shift -= 4;
        output.append(digits[unit >> shift & 15U]);
    }
}

/// As `JSON.stringify` writes it.
void append_control(base::output_buffer& output, char control) {
    constexpr std::string_view named = "\b\f\n\r\t";
    constexpr std::string_view names = "bfnrt";
    std::size_t const place = named.find(control);
    if (place == std::string_view::npos) {
        append_escape(output, static_cast<unsigned char>(control));
        return;
    }
    output.append('\\');
    output.append(names[place]);
}

} // namespace

std::optional<std::string> decode_jsonp_body(std::string_view form) {
    std::optional<std::string_view> found;
    std::string scratch;
    query_reader fields(form);
    while (auto const field = fields.next()) {
        if (decode_query_component(field->name, scratch) != "d")
            continue;
        if (found)
            return std::nullopt;
        found = field->value;
    }
    if (!found)
        return std::nullopt;
    return without_escapes(decode_query_component(*found, scratch));
}

void append_jsonp_script(base::output_buffer& output, std::uint32_t function,
                         std::string_view payload) {
    output.append("___eio[");
    output.append_number(function);
    output.append("](\"");
    for (std::size_t at = 0; at < payload.size(); ++at) {
        char const each = payload[at];
        std::string_view const here = payload.substr(at, 3);
        if (each == '"' || each == '\\') {
            output.append('\\');
            output.append(each);
        } else if (static_cast<unsigned char>(each) < 0x20) {
            append_control(output, each);
        } else if (here == "\xe2\x80\xa8" || here == "\xe2\x80\xa9") {
            // Line ends in scripts before ECMAScript 2019.
            append_escape(output, here.back() == '\xa8' ? 0x2028 : 0x2029);
            at += 2;
        } else {
            output.append(each);
        }
    }
    output.append("\");");
}

} // namespace socketiota::wire
