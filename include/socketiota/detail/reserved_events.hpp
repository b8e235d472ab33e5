// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace socketiota::detail {

/// Whether `name` cannot be the name of an event, because both sides use it for themselves: a
/// packet with one of these names makes the receiver close the connection.
[[nodiscard]] constexpr bool is_reserved_event(std::string_view name) noexcept {
    // By length first: nearly every name is decided by one comparison of numbers.
    switch (name.size()) {
    case 7:
        return name == "connect";
    case 10:
        return name == "disconnect";
    case 11:
        return name == "newListener";
    case 13:
        return name == "connect_error" || name == "disconnecting";
    case 14:
        return name == "removeListener";
    default:
        return false;
    }
}

} // namespace socketiota::detail
