// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace socketiota::wire {

/// The parts of an address of HTTP or WebSocket.
struct url {
    /// Whether TLS is spoken: `https` and `wss`.
    bool secure = false;
    /// A name or an address, in lower case, without brackets.
    std::string host{};
    std::uint16_t port = 0;
    /// Begins with `/`, as it came: percent-encoded.
    std::string path = "/";
    /// Without the `?`; empty if there is none.
    std::string query{};

    friend bool operator==(url const&, url const&) = default;
};

/// Where a url leads.
struct host_and_port {
    /// As in `url`.
    std::string host{};
    std::uint16_t port = 0;
};

/// Divides `host:port`, `[address]:port` or either without a port; nothing if it is none of them.
[[nodiscard]] std::optional<host_and_port> parse_authority(std::string_view text,
                                                           std::uint16_t default_port);

/// What `parse_url` found.
struct parsed_url {
    /// Nothing if the text is no such address.
    std::optional<url> value{};
    /// Then what is wrong with it, with the remedy: a constant of the program.
    std::string_view sentence{};
};

/// Parses `http://`, `https://`, `ws://` and `wss://`, or an address without any of them, which is
/// then `https` as in Node. The port is 80 or 443 unless it is named. A fragment is left out.
///
/// A user in it is refused: nobody would send it.
[[nodiscard]] parsed_url parse_url(std::string_view text);

/// What stands in `Host`: an IPv6 address in brackets, the port unless it is that of the scheme.
[[nodiscard]] std::string authority_of(url const& where);

/// The same with the port in any case.
[[nodiscard]] std::string authority_of(std::string_view host, std::uint16_t port);

} // namespace socketiota::wire
