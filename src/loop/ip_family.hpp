// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace socketiota::loop {

enum class ip_family : std::uint8_t { any, v4, v6 };

} // namespace socketiota::loop
