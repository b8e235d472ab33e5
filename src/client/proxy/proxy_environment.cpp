// SPDX-License-Identifier: MIT
#include <initializer_list>

#include <client/proxy/proxy_environment.hpp>
#include <client/proxy/proxy_exceptions.hpp>

namespace socketiota::clients {

namespace {

/// The first of them that is there; an empty one is as none, as to curl.
std::optional<named_proxy> first_of(environment const& variables,
                                    std::initializer_list<char const*> names) {
    for (char const* const name : names)
        if (char const* const value = variables(name); value != nullptr && *value != '\0')
            return named_proxy{name, value};
    return std::nullopt;
}

} // namespace

std::optional<named_proxy> proxy_of(environment const& variables, loop::destination const& server) {
    auto found = server.secure
                     ? first_of(variables, {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"})
                     : first_of(variables, {"http_proxy", "all_proxy", "ALL_PROXY"});
    if (!found)
        return std::nullopt;
    auto const excepted = first_of(variables, {"no_proxy", "NO_PROXY"});
    if (excepted && is_excepted(excepted->url, server.host, server.port))
        return std::nullopt;
    return found;
}

} // namespace socketiota::clients
