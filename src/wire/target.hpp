// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace socketiota::wire {

/// A request's target, divided. Both parts as they came: percent-encoded.
struct target_parts {
    /// Begins with `/` unless the target is `*` or an authority.
    std::string_view path{};
    /// Without the `?`; empty if there is none.
    std::string_view query{};
};

/// Divides a target of any form; scheme and authority of the absolute form are left out.
[[nodiscard]] target_parts split_target(std::string_view target) noexcept;

} // namespace socketiota::wire
