// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace socketiota::test {

using header_lines = std::vector<std::pair<std::string, std::string>>;

/// A request or an answer of HTTP as it came.
struct http_message {
    std::string first_line;
    header_lines headers;
    std::string body;

    [[nodiscard]] std::string header(std::string_view name) const {
        for (auto const& [each, value] : headers)
            if (each == name)
                return value;
        return {};
    }
};

/// Takes the first from the front of `text`, if all of it is there.
[[nodiscard]] inline std::optional<http_message> take_http_message(std::string& text) {
    std::size_t const end = text.find("\r\n\r\n");
    if (end == std::string::npos)
        return std::nullopt;
    http_message found;
    std::size_t line = text.find("\r\n") + 2;
    found.first_line = text.substr(0, line - 2);
    while (line < end + 2) {
        std::size_t const next = text.find("\r\n", line);
        std::size_t const colon = text.find(": ", line);
        found.headers.emplace_back(text.substr(line, colon - line),
                                   text.substr(colon + 2, next - colon - 2));
        line = next + 2;
    }
    std::string const length = found.header("Content-Length");
    std::size_t const size = length.empty() ? 0 : std::stoul(length);
    if (text.size() < end + 4 + size)
        return std::nullopt;
    found.body = text.substr(end + 4, size);
    text.erase(0, end + 4 + size);
    return found;
}

} // namespace socketiota::test
