// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace socketiota::wire {

/// One parameter of an offer, as `client_max_window_bits=15`.
struct extension_parameter {
    std::string_view name{};
    /// Unquoted; nothing if there is no `=`.
    std::optional<std::string> value;
};

/// One offer of `Sec-WebSocket-Extensions`.
struct extension_offer {
    std::string_view name{};
    std::vector<extension_parameter> parameters;
};

/// Parses the value of `Sec-WebSocket-Extensions` (RFC 6455 9.1); nothing if it is malformed, which
/// a server that uses extensions answers with 400.
///
/// The names are views of `value`.
[[nodiscard]] std::optional<std::vector<extension_offer>>
parse_extension_offers(std::string_view value);

} // namespace socketiota::wire
