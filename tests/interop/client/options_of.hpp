// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/client_options.hpp>
#include <socketiota/value.hpp>

namespace interop {

/// The options of a client, which the tests say in camelCase.
[[nodiscard]] socketiota::client_options options_of(socketiota::value const& given);

} // namespace interop
