// SPDX-License-Identifier: MIT
#include <charconv>

#include <wire/http_syntax.hpp>
#include <wire/request_rules.hpp>

namespace socketiota::wire {
namespace {

// `http://` or `https://`, an authority, and a path or query or nothing (RFC 9112 3.2.2).
bool is_absolute_form(std::string_view target) noexcept {
    for (std::string_view const scheme : {"http://", "https://"}) {
        if (!equal_ignoring_case(target.substr(0, scheme.size()), scheme))
            continue;
        std::string_view const rest = target.substr(scheme.size());
        // No user name: RFC 9110 4.2.4 deprecates it, because it misleads about the host.
        return consists_of(rest.substr(0, rest.find_first_of("/?")), character_kind::authority);
    }
    return false;
}

// `host:port` (RFC 9112 3.2.3).
bool is_authority_form(std::string_view target) noexcept {
    std::size_t const colon = target.rfind(':');
    if (colon == std::string_view::npos || colon == 0)
        return false;
    std::string_view const port = target.substr(colon + 1);
    return consists_of(target, character_kind::authority) && !port.empty() &&
           port.find_first_not_of("0123456789") == std::string_view::npos;
}

} // namespace

void request_rules::refuse(std::uint16_t status, std::string_view sentence) noexcept {
    if (!refusal_)
        refusal_ = {status, sentence};
}

void request_rules::apply(header_field field) noexcept {
    // The length tells most headers apart without comparing them.
    switch (field.name.size()) {
    case 4:
        if (equal_ignoring_case(field.name, "host"))
            apply_host(field.value);
        break;
    case 6:
        if (equal_ignoring_case(field.name, "expect")) {
            // RFC 9110 10.1.1: there is no other expectation.
            if (!equal_ignoring_case(field.value, "100-continue"))
                refuse(417, "the expectation is not 100-continue");
            head_.expect_continue = head_.minor_version == 1;
        }
        break;
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

void request_rules::apply_connection(std::string_view value) noexcept {
    while (!value.empty()) {
        std::string_view const option = next_list_element(value);
        // What is no token is none of these, as in `keep-alive;timeout=5`, and means nothing here:
        // nothing is forwarded, and no body ends elsewhere for it.
        connection_close_ |= equal_ignoring_case(option, "close");
        connection_keep_alive_ |= equal_ignoring_case(option, "keep-alive");
        connection_upgrade_ |= equal_ignoring_case(option, "upgrade");
    }
}

void request_rules::apply_content_length(std::string_view value) noexcept {
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

void request_rules::apply_transfer_encoding(std::string_view value) noexcept {
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

void request_rules::apply_host(std::string_view value) noexcept {
    if (has_host_)
        refuse(400, "there are two Host headers");
    has_host_ = true;
    // Empty is allowed: RFC 9110 7.2, for targets without an authority.
    if (!value.empty() && !consists_of(value, character_kind::authority))
        refuse(400, "Host is not a host with an optional port");
}

void request_rules::judge_target() noexcept {
    std::string_view const target = head_.target;
    if (head_.method == "CONNECT") {
        head_.form = target_form::authority;
        if (!is_authority_form(target))
            refuse(400, "the target of CONNECT is not a host and a port");
    } else if (target.starts_with('/')) {
        head_.form = target_form::origin;
    } else if (target == "*") {
        head_.form = target_form::asterisk;
        if (head_.method != "OPTIONS")
            refuse(400, "the target * goes with OPTIONS only");
    } else {
        head_.form = target_form::absolute;
        if (!is_absolute_form(target))
            refuse(400, "the target is neither a path nor an address with http or https");
    }
}

request_refusal request_rules::conclude() noexcept {
    judge_target();
    if (head_.minor_version == 1 && !has_host_)
        refuse(400, "there is no Host header");
    if (has_transfer_encoding_ && head_.minor_version == 0)
        refuse(400, "HTTP/1.0 has no Transfer-Encoding");
    if (has_transfer_encoding_ && has_content_length_)
        refuse(400, "there are both Content-Length and Transfer-Encoding");
    head_.framing = has_transfer_encoding_ ? body_framing::chunked
                    : has_content_length_  ? body_framing::sized
                                           : body_framing::none;
    head_.keep_alive = !connection_close_ && (head_.minor_version == 1 || connection_keep_alive_);
    head_.upgrade = has_upgrade_ && connection_upgrade_ && head_.minor_version == 1;
    return refusal_;
}

} // namespace socketiota::wire
