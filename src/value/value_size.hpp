// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/value.hpp>

#include <cstddef>

namespace socketiota {

/// Octets of memory that `held` takes, about.
[[nodiscard]] std::size_t octets_of(value const& held);

} // namespace socketiota
