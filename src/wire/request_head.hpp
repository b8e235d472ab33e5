// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

#include <wire/http_head.hpp>

namespace socketiota::wire {

/// The four forms of a request's target (RFC 9112 3.2).
enum class target_form : std::uint8_t {
    /// `/path?query`
    origin,
    /// `http://host/path?query`, as sent to proxies; servers must accept it too.
    absolute,
    /// `host:port`, only with CONNECT.
    authority,
    /// `*`, only with OPTIONS.
    asterisk,
};

/// The parsed head of a request.
class request_head : public http_head {
public:
    std::string_view method;
    /// As it came: percent-encoded, with its query; see `split_target`.
    std::string_view target;
    target_form form = target_form::origin;
    /// Whether the client waits for `100 Continue` before it sends the body (RFC 9110 10.1.1).
    bool expect_continue = false;

    /// Forgets everything.
    void clear() noexcept;
};

} // namespace socketiota::wire
