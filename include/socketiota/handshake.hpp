// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/export.hpp>
#include <socketiota/value.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace socketiota {

namespace engine {
class handshake_record;
}

/// The request that a connection began with, and what the client gave as `auth` for one namespace.
///
/// All sockets of one connection share the request. Views live as long as this object or the
/// socket.
///
/// Thread safety: immutable, safe.
/// Source: Node's `socket.handshake`.
class SOCKETIOTA_EXPORT handshake {
public:
    /// Made by the library.
    handshake(std::shared_ptr<engine::handshake_record const> request, value auth) noexcept;

    /// What the client's `auth` option holds: an object, empty if it gave none.
    [[nodiscard]] value const& auth() const noexcept { return auth_; }

    /// The first header with that name, whatever the case of either.
    [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const noexcept;

    /// All headers in the order of arrival.
    [[nodiscard]] std::vector<std::pair<std::string_view, std::string_view>> headers() const;

    /// The query parameter with that name, percent-decoded; of several the last.
    [[nodiscard]] std::optional<std::string> query(std::string_view name) const;

    /// All query parameters, percent-decoded, in the order of arrival.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> query() const;

    /// The target of the request, with its query, as it came.
    [[nodiscard]] std::string_view url() const noexcept;

    /// Address of the TCP peer, which may be a proxy: no header is believed.
    [[nodiscard]] std::string_view address() const noexcept;

    /// When the connection began.
    [[nodiscard]] std::chrono::system_clock::time_point issued() const noexcept;

    /// Whether the connection is encrypted (as far as this server sees it).
    [[nodiscard]] bool secure() const noexcept;

    /// Whether a browser page opened it: the request has an Origin header.
    [[nodiscard]] bool xdomain() const noexcept;

private:
    std::shared_ptr<engine::handshake_record const> request_;
    value auth_;
};

} // namespace socketiota
