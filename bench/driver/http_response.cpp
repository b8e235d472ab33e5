// SPDX-License-Identifier: MIT
#include "http_response.hpp"

#include "failure.hpp"

#include <algorithm>
#include <charconv>
#include <string>
#include <system_error>

namespace socketiota::bench {

namespace {

bool equal_without_case(std::string_view left, std::string_view right) {
    const auto lower = [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    };
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [lower](char a, char b) { return lower(a) == lower(b); });
}

} // namespace

std::string_view http_head::field(std::string_view name) const {
    std::string_view rest = fields;
    while (!rest.empty()) {
        const std::string_view line = rest.substr(0, rest.find("\r\n"));
        rest.remove_prefix(line.size() + 2);
        const auto colon = line.find(':');
        if (colon == std::string_view::npos || !equal_without_case(line.substr(0, colon), name))
            continue;
        std::string_view value = line.substr(colon + 1);
        value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
        return value.substr(0, value.find_last_not_of(" \t") + 1);
    }
    return {};
}

http_head read_http_head(std::string_view bytes) {
    http_head head;
    const auto end = bytes.find("\r\n\r\n");
    if (end == std::string_view::npos) {
        if (bytes.size() > std::size_t{16} * 1024)
            throw failure{"the server sent a response head of more than 16 KiB"};
        return head;
    }
    const auto line_end = bytes.find("\r\n");
    const std::string_view line = bytes.substr(0, line_end);
    if (line.substr(0, 9) != "HTTP/1.1 " ||
        std::from_chars(line.data() + 9, line.data() + line.size(), head.status).ec != std::errc{})
        throw failure{"the server sent \"" + std::string{line.substr(0, 60)} +
                      "\" instead of a response"};
    head.fields = bytes.substr(line_end + 2, end - line_end);
    head.size = end + 4;
    return head;
}

http_response read_http_response(std::string_view bytes) {
    http_response response;
    const http_head head = read_http_head(bytes);
    if (head.size == 0)
        return response;
    // Node refuses a request in chunks, with or without a body, which nobody looks at here. The
    // line end before the last chunk may be that of the head.
    if (head.field("Transfer-Encoding") == "chunked" && head.status != 200) {
        constexpr std::string_view last_chunk = "\r\n0\r\n\r\n";
        const auto end = bytes.find(last_chunk, head.size - 2);
        if (end == std::string_view::npos)
            return response;
        response.status = head.status;
        response.size = end + last_chunk.size();
        return response;
    }
    const std::string_view text = head.field("Content-Length");
    std::size_t length = 0;
    if (text.empty() ||
        std::from_chars(text.data(), text.data() + text.size(), length).ec != std::errc{})
        throw failure{"the server sent a response without Content-Length"};
    if (bytes.size() - head.size < length)
        return response;
    response.status = head.status;
    response.body = bytes.substr(head.size, length);
    response.size = head.size + length;
    return response;
}

} // namespace socketiota::bench
