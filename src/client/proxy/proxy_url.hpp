// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>

#include <client/proxy/proxy.hpp>

namespace socketiota::clients {

/// What `parse_proxy_url` found.
struct parsed_proxy {
    /// Nothing if the text is no address of a proxy that we can use.
    std::optional<proxy> value{};
    /// Then what is wrong with it, with the remedy: a constant of the program, without secrets.
    std::string_view sentence{};
};

/// Parses `http://user:password@host:port`, `socks5://` and `socks5h://`, or an address without any
/// of them, which is then `http` as in curl. User and password are percent-encoded. The port is 80,
/// or 1080 of SOCKS, unless it is named.
[[nodiscard]] parsed_proxy parse_proxy_url(std::string_view text);

} // namespace socketiota::clients
