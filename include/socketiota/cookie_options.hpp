// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace socketiota {

/// From where browsers send a cookie along: `SameSite`.
enum class cookie_same_site : std::uint8_t {
    lax,    ///< From pages of the same site, and when a link of another leads here.
    strict, ///< From pages of the same site only.
    none,   ///< From all pages. Needs `secure`.
};

/// Which cookies a browser keeps if there are too many: `Priority`.
enum class cookie_priority : std::uint8_t {
    low,    ///< It goes first.
    medium, ///< As without.
    high,   ///< It goes last.
};

/// A cookie with the id of the session, which the answer to a long-polling handshake sets: for
/// proxies that send a client to the same server again by it.
///
///     sio::server io{{.cookie = sio::cookie_options{.name = "io"}}};
///
/// The id is a secret between a client and the server: whoever has it can send as that client.
///
/// Errors: what browsers would refuse is `invalid_option`, thrown by the constructor of the server.
/// Source: Node's `cookie`, with the same defaults.
struct cookie_options {
    /// Letters, digits and ``!#$%&'*+-.^_`|~``, at least one.
    std::string name = "io";
    /// For which paths it is sent: ASCII without `;`, `<` and control characters. Empty: the
    /// attribute is left out, and browsers take the path of the request.
    std::string path = "/";
    /// For which domain it is sent, with those below it. Empty: for this host alone.
    std::string domain{};
    /// Whether it is kept from the scripts of pages.
    bool http_only = true;
    /// Whether it is sent by TLS alone.
    bool secure = false;
    /// From where it is sent; none: the attribute is left out.
    std::optional<cookie_same_site> same_site = cookie_same_site::lax;
    /// How long it is kept; none: as long as the browser runs. 0 or less: not at all.
    std::optional<std::chrono::seconds> max_age{};
    /// Until when it is kept, if there is no `max_age`: a time of the years 1601 to 9999.
    std::optional<std::chrono::system_clock::time_point> expires{};
    /// Whether each site that embeds the page has a cookie of its own. Needs `secure`.
    bool partitioned = false;
    /// Which cookies go first; none: the attribute is left out.
    std::optional<cookie_priority> priority{};
};

} // namespace socketiota
