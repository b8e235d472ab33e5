// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cassert>

#include <wire/http_head_writer.hpp>
#include <wire/http_syntax.hpp>

namespace socketiota::wire {

std::string_view reason_phrase(std::uint16_t status) noexcept {
    switch (status) {
    case 100:
        return "Continue";
    case 101:
        return "Switching Protocols";
    case 200:
        return "OK";
    case 201:
        return "Created";
    case 202:
        return "Accepted";
    case 204:
        return "No Content";
    case 206:
        return "Partial Content";
    case 301:
        return "Moved Permanently";
    case 302:
        return "Found";
    case 303:
        return "See Other";
    case 304:
        return "Not Modified";
    case 307:
        return "Temporary Redirect";
    case 308:
        return "Permanent Redirect";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 406:
        return "Not Acceptable";
    case 408:
        return "Request Timeout";
    case 409:
        return "Conflict";
    case 410:
        return "Gone";
    case 411:
        return "Length Required";
    case 412:
        return "Precondition Failed";
    case 413:
        return "Payload Too Large";
    case 414:
        return "URI Too Long";
    case 415:
        return "Unsupported Media Type";
    case 416:
        return "Range Not Satisfiable";
    case 417:
        return "Expectation Failed";
    case 421:
        return "Misdirected Request";
    case 422:
        return "Unprocessable Entity";
    case 426:
        return "Upgrade Required";
    case 429:
        return "Too Many Requests";
    case 431:
        return "Request Header Fields Too Large";
    case 500:
        return "Internal Server Error";
    case 501:
        return "Not Implemented";
    case 502:
        return "Bad Gateway";
    case 503:
        return "Service Unavailable";
    case 504:
        return "Gateway Timeout";
    case 505:
        return "HTTP Version Not Supported";
    default:
        return "";
    }
}

namespace {

// Inside of its two callers: a call for each header costs a poll a hundredth.
inline bool can_be_sent(std::string_view name, std::string_view value) noexcept {
    return is_token(name) && skip_field_value(value, 0) == value.size();
}

} // namespace

bool is_sound(header_field const& field) noexcept { return can_be_sent(field.name, field.value); }

bool add_headers(std::string& head, std::span<header_field const> headers) {
    if (!std::all_of(headers.begin(), headers.end(), is_sound))
        return false;
    constexpr std::string_view empty_line = "\r\n";
    assert(head.ends_with("\r\n\r\n"));
    head.resize(head.size() - empty_line.size());
    for (header_field const& each : headers)
        head.append(each.name).append(": ").append(each.value).append("\r\n");
    head.append(empty_line);
    return true;
}

http_head_writer& http_head_writer::header(std::string_view name, std::string_view value) {
    if (!can_be_sent(name, value)) {
        refused_ = true;
        return *this;
    }
    output_->append(name);
    output_->append(": ");
    output_->append(value);
    output_->append("\r\n");
    return *this;
}

http_head_writer& http_head_writer::content_length(std::uint64_t size) {
    output_->append("Content-Length: ");
    output_->append_number(size);
    output_->append("\r\n");
    return *this;
}

http_head_writer& http_head_writer::connection(bool keep_alive) {
    output_->append(keep_alive ? "Connection: keep-alive\r\n" : "Connection: close\r\n");
    return *this;
}

bool http_head_writer::finish() {
    if (refused_) {
        output_->truncate(start_);
        return false;
    }
    output_->append("\r\n");
    return true;
}

response_head_writer::response_head_writer(base::output_buffer& output, std::uint16_t status)
    : http_head_writer(output) {
    assert(status >= 100 && status <= 999);
    output.append("HTTP/1.1 ");
    output.append_number(status);
    // The space stays where there are no words (RFC 9112 4).
    output.append(' ');
    output.append(reason_phrase(status));
    output.append("\r\n");
}

request_head_writer::request_head_writer(base::output_buffer& output, std::string_view method,
                                         std::string_view target, std::string_view authority)
    : http_head_writer(output) {
    if (!is_token(method) || !consists_of(target, character_kind::target))
        refuse();
    output.append(method);
    output.append(' ');
    output.append(target);
    output.append(" HTTP/1.1\r\n");
    header("Host", authority);
}

} // namespace socketiota::wire
