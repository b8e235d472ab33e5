// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace socketiota::wire {

/// From where a connection came, as the proxy says that passes it on.
struct proxy_source {
    /// An IPv4 address in the first four octets, or an IPv6 address in all.
    std::array<std::byte, 16> address{};
    bool is_v6 = false;
};

/// What the beginning of a connection is as a header of the PROXY protocol, version 1 or 2
/// (haproxy.org, proxy-protocol.txt).
struct proxy_header {
    enum class kind : std::uint8_t {
        need_more, ///< It may become one.
        malformed, ///< It is none, and never will be.
        complete,
    };

    kind what = kind::need_more;
    /// Of the header, behind which the connection itself begins; if complete.
    std::size_t size = 0;
    /// None: the proxy speaks for itself (`LOCAL`), or does not know (`UNKNOWN`, another family).
    std::optional<proxy_source> source{};
};

/// Octets of the longest header that is taken: of version 2 with what proxies add about TLS; more
/// is malformed.
inline constexpr std::size_t longest_proxy_header = 4096;

/// Reads it from the beginning of what has come. Nothing is kept: more is read from the beginning
/// again, which is bounded by `longest_proxy_header`.
[[nodiscard]] proxy_header read_proxy_header(std::span<std::byte const> octets) noexcept;

} // namespace socketiota::wire
