// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

namespace socketiota::engine {

/// The function that a client of JSONP names with `j` in the query of its handshake, which was
/// `given`: its digits, as many as surely fit.
[[nodiscard]] std::uint32_t jsonp_function(std::string_view given) noexcept;

} // namespace socketiota::engine
