// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace socketiota::wire {

/// One line of a head, without the white space around its value.
struct header_field {
    std::string_view name{};
    std::string_view value{};
};

/// How the end of a request's body is found (RFC 9112 6.3).
enum class body_framing : std::uint8_t {
    /// No body.
    none,
    /// `Content-Length` octets.
    sized,
    /// Chunks, each with its size.
    chunked,
};

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

/// The most header lines a request may have.
inline constexpr std::size_t max_header_count = 100;

/// The parsed head of a request. Its views point into the octets that were parsed.
///
/// It is large (3 KiB): keep one per shard and fill it again for each request.
class request_head {
public:
    std::string_view method;
    /// As it came: percent-encoded, with its query; see `split_target`.
    std::string_view target;
    target_form form = target_form::origin;
    /// 0 or 1: HTTP/1.0 or HTTP/1.1.
    std::uint8_t minor_version = 1;
    body_framing framing = body_framing::none;
    /// Whether the client keeps the connection open for another request (RFC 9112 9.3).
    bool keep_alive = true;
    /// Whether the client waits for `100 Continue` before it sends the body (RFC 9110 10.1.1).
    bool expect_continue = false;
    /// Whether there is an `Upgrade` header and `Connection` names it (RFC 9110 7.8).
    bool upgrade = false;
    /// Octets of the body if `framing` is `sized`.
    std::uint64_t content_length = 0;

    /// All headers in the order of arrival.
    [[nodiscard]] std::span<header_field const> headers() const noexcept {
        return {headers_.data(), header_count_};
    }

    /// The value of the first header called `name`, whatever the case of either.
    [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const noexcept;

    /// The value of the header called `name`; nothing if there is none or more than one.
    [[nodiscard]] std::optional<std::string_view> find_only(std::string_view name) const noexcept;

    /// Forgets everything.
    void clear() noexcept;

    /// Appends a header; false if there are `max_header_count` already.
    bool add_header(header_field field) noexcept;

private:
    std::size_t header_count_ = 0;
    std::array<header_field, max_header_count> headers_;
};

} // namespace socketiota::wire
