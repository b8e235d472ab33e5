// SPDX-License-Identifier: MIT
#include <wire/framing_rules.hpp>
#include <wire/header_lines.hpp>
#include <wire/http_syntax.hpp>
#include <wire/response_parser.hpp>

namespace socketiota::wire {
namespace {

using response_kind = response_result::kind;

response_result refused_response(std::string_view sentence) noexcept {
    return {.type = response_kind::error, .sentence = sentence};
}

constexpr std::string_view no_status_line =
    "the first line is no status of HTTP/1: something else answers there";
constexpr std::string_view too_long = "the head is longer than the limit";

// `HTTP/1.1 200 OK`; old servers leave out the space where no words follow, as Node's client
// allows.
response_result parse_status_line(std::string_view octets, response_head& head) noexcept {
    constexpr std::string_view pattern = "HTTP/1.D DDD";
    for (std::size_t at = 0; at != pattern.size(); ++at) {
        if (at == octets.size())
            return {};
        char const c = octets[at];
        if (pattern[at] == 'D' ? c < '0' || c > '9' : c != pattern[at])
            return refused_response(no_status_line);
    }
    if (octets[7] > '1')
        return refused_response("the HTTP version is neither 1.0 nor 1.1");
    head.minor_version = static_cast<std::uint8_t>(octets[7] - '0');
    for (char const digit : octets.substr(9, 3))
        head.status = static_cast<std::uint16_t>(head.status * 10 + (digit - '0'));
    if (head.status < 100)
        return refused_response(no_status_line);

    std::size_t const from = pattern.size();
    if (from == octets.size())
        return {};
    if (octets[from] != ' ' && octets[from] != '\r')
        return refused_response(no_status_line);
    std::size_t const end = skip_field_value(octets, from);
    if (end == octets.size() || octets.substr(end) == "\r")
        return {};
    if (octets.substr(end, 2) != "\r\n")
        return refused_response(
            "the status line has a control character, or does not end with CR LF");
    head.reason = trim(octets.substr(from, end - from));
    return {.type = response_kind::complete, .head_size = end + 2};
}

// RFC 9112 6.3, steps 1, 2 and 8.
bool has_no_body(std::uint16_t status) noexcept {
    return status < 200 || status == 204 || status == 304;
}

} // namespace

response_result response_parser::parse(std::string_view octets, response_head& head) noexcept {
    octets = octets.substr(0, limits_.max_head_size);
    bool const is_full = octets.size() == limits_.max_head_size;
    if (!is_full && search_.finds_nothing(octets, 0))
        return {};
    response_result const result = parse_from_start(octets, is_full, head);
    if (result.type == response_kind::need_more)
        search_.note_incomplete(octets.size());
    else
        search_.forget();
    return result;
}

response_result response_parser::parse_from_start(std::string_view octets, bool is_full,
                                                  response_head& head) const noexcept {
    head.clear();
    response_result const first_line = parse_status_line(octets, head);
    if (first_line.type == response_kind::need_more && is_full)
        return refused_response(too_long);
    if (first_line.type != response_kind::complete)
        return first_line;

    framing_rules rules(head);
    header_lines const lines =
        parse_header_lines(octets, first_line.head_size, limits_.max_header_count, head,
                           [&rules](header_field field) noexcept { rules.apply(field); });
    switch (lines.type) {
    case header_lines::kind::incomplete:
        return is_full ? refused_response(too_long) : response_result{};
    case header_lines::kind::malformed:
        return refused_response(lines.sentence);
    case header_lines::kind::too_many:
        return refused_response("there are more headers than the limit");
    case header_lines::kind::complete:
        break;
    }
    rules.conclude();
    if (rules.refusal())
        return refused_response(rules.refusal().sentence);
    if (has_no_body(head.status)) {
        head.framing = body_framing::none;
    } else if (head.framing == body_framing::none) {
        head.framing = body_framing::until_end;
        head.keep_alive = false;
    }
    return {.type = response_kind::complete, .head_size = lines.next};
}

} // namespace socketiota::wire
