// SPDX-License-Identifier: MIT
#include "http_request.hpp"

#include <charconv>
#include <system_error>

namespace socketiota::bench {

namespace {

// `name` is lower case.
bool is_field(std::string_view line, std::string_view name) {
    if (line.size() <= name.size() || line[name.size()] != ':')
        return false;
    for (std::size_t i = 0; i < name.size(); ++i) {
        if ((line[i] | 0x20) != (name[i] | 0x20))
            return false;
    }
    return true;
}

std::string_view value_of(std::string_view line, std::string_view name) {
    line.remove_prefix(name.size() + 1);
    while (!line.empty() && line.front() == ' ')
        line.remove_prefix(1);
    return line;
}

std::string_view sid_of(std::string_view target) {
    const auto at = target.find("&sid=");
    if (at == std::string_view::npos)
        return {};
    target.remove_prefix(at + 5);
    return target.substr(0, target.find('&'));
}

} // namespace

http_request read_http_request(std::string_view bytes) {
    constexpr std::string_view key_name = "sec-websocket-key";
    constexpr std::string_view length_name = "content-length";
    http_request request;
    const auto end = bytes.find("\r\n\r\n");
    if (end == std::string_view::npos) {
        request.refused = bytes.size() > 16UL * 1024;
        return request;
    }
    std::string_view rest = bytes.substr(0, end + 2);
    const std::string_view first = rest.substr(0, rest.find("\r\n"));
    rest.remove_prefix(first.size() + 2);
    request.is_post = first.substr(0, 5) == "POST ";
    request.refused = !request.is_post && first.substr(0, 4) != "GET ";
    request.sid = sid_of(first.substr(0, first.rfind(' ')));

    std::size_t length = 0;
    while (!rest.empty()) {
        const std::string_view line = rest.substr(0, rest.find("\r\n"));
        rest.remove_prefix(line.size() + 2);
        if (is_field(line, key_name)) {
            request.websocket_key = value_of(line, key_name);
        } else if (is_field(line, length_name)) {
            const std::string_view digits = value_of(line, length_name);
            const auto result =
                std::from_chars(digits.data(), digits.data() + digits.size(), length);
            request.refused = request.refused || result.ec != std::errc{} || length > 1'000'000;
        }
    }
    if (request.refused || bytes.size() - end - 4 < length)
        return request;
    request.body = bytes.substr(end + 4, length);
    request.size = end + 4 + length;
    return request;
}

} // namespace socketiota::bench
