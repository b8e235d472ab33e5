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

/// How the end of a body is found (RFC 9112 6.3).
enum class body_framing : std::uint8_t {
    /// No body.
    none,
    /// `Content-Length` octets.
    sized,
    /// Chunks, each with its size.
    chunked,
    /// Only of a response: all that comes until the connection ends.
    until_end,
};

/// The most header lines a head may have.
inline constexpr std::size_t max_header_count = 100;

/// The headers of a request or of a response, and how its body is framed. Its views point into the
/// octets that were parsed.
///
/// It is large (3 KiB): keep one per shard and fill it again for each head.
class http_head {
public:
    /// 0 or 1: HTTP/1.0 or HTTP/1.1.
    std::uint8_t minor_version = 1;
    body_framing framing = body_framing::none;
    /// Whether the other side keeps the connection open (RFC 9112 9.3).
    bool keep_alive = true;
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

    /// Appends a header; false if there are `max_header_count` already.
    bool add_header(header_field field) noexcept;

protected:
    http_head() = default;
    ~http_head() = default;

    void clear_headers() noexcept;

private:
    std::size_t header_count_ = 0;
    std::array<header_field, max_header_count> headers_;
};

} // namespace socketiota::wire
