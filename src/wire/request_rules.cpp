// SPDX-License-Identifier: MIT
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
                framing_.refuse(417, "the expectation is not 100-continue");
            head_.expect_continue = head_.minor_version == 1;
        }
        break;
    default:
        framing_.apply(field);
        break;
    }
}

void request_rules::apply_host(std::string_view value) noexcept {
    if (has_host_)
        framing_.refuse(400, "there are two Host headers");
    has_host_ = true;
    // Empty is allowed: RFC 9110 7.2, for targets without an authority.
    if (!value.empty() && !consists_of(value, character_kind::authority))
        framing_.refuse(400, "Host is not a host with an optional port");
}

void request_rules::judge_target() noexcept {
    std::string_view const target = head_.target;
    if (head_.method == "CONNECT") {
        head_.form = target_form::authority;
        if (!is_authority_form(target))
            framing_.refuse(400, "the target of CONNECT is not a host and a port");
    } else if (target.starts_with('/')) {
        head_.form = target_form::origin;
    } else if (target == "*") {
        head_.form = target_form::asterisk;
        if (head_.method != "OPTIONS")
            framing_.refuse(400, "the target * goes with OPTIONS only");
    } else {
        head_.form = target_form::absolute;
        if (!is_absolute_form(target))
            framing_.refuse(400, "the target is neither a path nor an address with http or https");
    }
}

head_refusal request_rules::conclude() noexcept {
    judge_target();
    if (head_.minor_version == 1 && !has_host_)
        framing_.refuse(400, "there is no Host header");
    framing_.conclude();
    return framing_.refusal();
}

} // namespace socketiota::wire
