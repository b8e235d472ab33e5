// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <loop/dialler.hpp>

namespace socketiota::clients {

/// The value of a variable of the environment; null if there is none, as `std::getenv`.
using environment = std::function<char const*(char const*)>;

/// A url of a proxy, and where it stands.
struct named_proxy {
    std::string_view variable;
    std::string url;
};

/// The proxy that the environment names for a server, as to curl: `http_proxy`, or for TLS
/// `https_proxy` or `HTTPS_PROXY`; without them `all_proxy` or `ALL_PROXY`; none if `no_proxy` or
/// `NO_PROXY` excepts the server.
///
/// `HTTP_PROXY` is not asked: in a CGI program whoever sends a request sets it, by a header
/// `Proxy`.
[[nodiscard]] std::optional<named_proxy> proxy_of(environment const& variables,
                                                  loop::destination const& server);

} // namespace socketiota::clients
