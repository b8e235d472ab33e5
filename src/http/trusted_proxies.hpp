// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/proxy_options.hpp>

#include <optional>
#include <string>
#include <string_view>

#include <http/peer_list.hpp>
#include <loop/channel.hpp>
#include <wire/request_head.hpp>

namespace socketiota::http {

/// Whose word counts for the address of a client, and which.
///
/// Thread safety: immutable, safe.
class trusted_proxies {
public:
    /// `options` must have passed `validate`.
    explicit trusted_proxies(proxy_options const& options);

    /// The address of the client that sent a request.
    ///
    /// @param peer of the connection; empty: a Unix domain socket.
    [[nodiscard]] std::string client_of(std::string peer, wire::request_head const& head) const;

    /// Whether the connection begins with a header of the PROXY protocol. With only headers of
    /// requests to be read, nothing is asked of it.
    [[nodiscard]] bool expects_header_of(loop::channel const& connection) const;

private:
    peer_list trusted_;
    peer_list proxy_protocol_;
    client_header header_;
};

/// The sentence that says what is wrong with `options`, or nothing.
[[nodiscard]] std::optional<std::string_view> validate(proxy_options const& options);

} // namespace socketiota::http
