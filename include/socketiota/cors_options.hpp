// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace socketiota {

/// In `server_options::allowed_origins`, alone: pages of any origin may connect, on purpose.
inline constexpr char const* any_origin = "*";

/// Which pages of other origins browsers may let read our answers. Without it no CORS header is
/// sent. It blocks nothing on the server: for that there is `server_options::allowed_origins`.
struct cors_options {
    /// Any origin: `*`.
    struct any {};

    /// Whatever origin asks, by its name.
    struct reflect {};

    /// Which origins: any; this one, sent whoever asks; one of these; whoever asks; or whoever the
    /// function lets (it is called with the `Origin` header, for a request without one with empty
    /// text). An origin is a scheme, a host and a port where it is not the scheme's own:
    /// `https://example.com`. Case, a slash at the end and the scheme's own port do not matter;
    /// what is no origin is refused.
    ///
    /// Instead of an origin, alone or in a list, a pattern: `https://*.example.com` is each host
    /// below `example.com`, however deep, and not itself; in `https://app-*.example.com` the `*`
    /// stands for letters, digits and hyphens of its label, at least one. It may be in the first
    /// label alone. `http://localhost:*` is any port.
    using origin_rule = std::variant<any, std::string, std::vector<std::string>, reflect,
                                     std::function<bool(std::string_view)>>;

    /// Which origins may read; any unless said otherwise.
    origin_rule origin = any{};
    /// Whether requests may carry cookies. Not together with any origin: browsers refuse that.
    bool credentials = false;
    /// What a preflight is told that it may use.
    std::string methods = "GET,HEAD,PUT,PATCH,POST,DELETE";
    /// Request headers that a page may set; empty: whichever it asks for.
    std::vector<std::string> allowed_headers{};
    /// Answer headers that a page may read; empty: only the harmless ones.
    std::vector<std::string> exposed_headers{};
    /// How long a browser keeps the answer to a preflight; none: the browser's default.
    std::optional<std::chrono::seconds> max_age{};
    /// Status of the answer to a preflight.
    unsigned preflight_status = 204;
};

} // namespace socketiota
