// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

// What the query of a handshake says of how its client speaks.

namespace socketiota::engine {

/// Whether it takes text alone (`b64`).
[[nodiscard]] bool wants_base64(std::string_view target);

/// The function that a client of JSONP names with `j`: its digits, as many as surely fit.
[[nodiscard]] std::optional<std::uint32_t> jsonp_function(std::string_view target);

} // namespace socketiota::engine
