// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace socketiota::engine {

/// The function that a client of JSONP names with `j` in the query of its handshake: its digits, as
/// many as surely fit.
[[nodiscard]] std::optional<std::uint32_t> jsonp_function(std::string_view target);

} // namespace socketiota::engine
