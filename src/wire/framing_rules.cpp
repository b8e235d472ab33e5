// SPDX-License-Identifier: MIT
#include <charconv>

#include <wire/framing_rules.hpp>
#include <wire/http_syntax.hpp>

namespace socketiota::wire {

void framing_rules::refuse(std::uint16_t status, std::string_view sentence) noexcept {
    if (!refusal_)
        refusal_ = {status, sentence};
}

void framing_rules::apply(header_field field) noexcept {
    // The length tells most headers apart without comparing them.
    switch (field.name.size()) {
    case 7:
        if (equal_ignoring_case(field.name, "upgrade"))
            has_upgrade_ = true;
        break;
    case 10:
        if (equal_ignoring_case(field.name, "connection"))
            apply_connection(field.value);
        break;
    case 14:
        if (equal_ignoring_case(field.name, "content-length"))
            apply_content_length(field.value);
        break;
    case 17:
        if (equal_ignoring_case(field.name, "transfer-encoding"))
            apply_transfer_encoding(field.value);
        break;
    default:
        break;
    }
}

void framing_rules::apply_connection(std::string_view value) noexcept {
    while (!value.empty()) {
        std::string_view const option = next_list_element(value);
        // What is no token is none of these, as in `keep-alive;timeout=5`, and means nothing here:
        // nothing is forwarded, and no body ends elsewhere for it.
        connection_close_ |= equal_ignoring_case(option, "close");
        connection_keep_alive_ |= equal_ignoring_case(option, "keep-alive");
        connection_upgrade_ |= equal_ignoring_case(option, "upgrade");
    }
}

void framing_rules::apply_content_length(std::string_view value) noexcept {
    if (has_content_length_)
        refuse(400, "there are two Content-Length headers");
    has_content_length_ = true;
    // No sign, no list, no white space, no overflow: from_chars takes a minus for signed types
    // only and stops at what is not a digit.
    auto const [end, failure] =
        std::from_chars(value.data(), value.data() + value.size(), head_.content_length);
    if (failure != std::errc{} || end != value.data() + value.size())
        refuse(400, "Content-Length is not a number of octets");
}

void framing_rules::apply_transfer_encoding(std::string_view value) noexcept {
    if (has_transfer_encoding_)
        refuse(400, "there are two Transfer-Encoding headers");
    has_transfer_encoding_ = true;
    if (equal_ignoring_case(value, "chunked"))
        return;
    // RFC 9112 6.3: where chunked is not last the end of the body cannot be found; where it is last
    // and only once, the coding before it is one that we do not have (RFC 9112 6.1).
    std::size_t const last_comma = value.rfind(',');
    std::string_view const last =
        last_comma == std::string_view::npos ? value : trim(value.substr(last_comma + 1));
    std::size_t chunked = 0;
    while (!value.empty())
        if (equal_ignoring_case(next_list_element(value), "chunked"))
            ++chunked;
    if (chunked == 1 && equal_ignoring_case(last, "chunked"))
        refuse(501, "there is a transfer coding other than chunked");
    else
        refuse(400, "chunked is not the last transfer coding");
}

void framing_rules::conclude() noexcept {
    if (has_transfer_encoding_ && head_.minor_version == 0)
        refuse(400, "HTTP/1.0 has no Transfer-Encoding");
    if (has_transfer_encoding_ && has_content_length_)
        refuse(400, "there are both Content-Length and Transfer-Encoding");
    head_.framing = has_transfer_encoding_ ? body_framing::chunked
                    : has_content_length_  ? body_framing::sized
                                           : body_framing::none;
    head_.keep_alive = !connection_close_ && (head_.minor_version == 1 || connection_keep_alive_);
    head_.upgrade = has_upgrade_ && connection_upgrade_ && head_.minor_version == 1;
}

} // namespace socketiota::wire
