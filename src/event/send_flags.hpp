// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/emit_flags.hpp>

#include <base/outgoing.hpp>

namespace socketiota::events {

/// How a unit is sent that was emitted with these flags: it may be compressed unless they forbid
/// it.
[[nodiscard]] constexpr base::send_flags send_flags_of(detail::emit_flags const& flags) noexcept {
    return {.is_volatile = flags.is_volatile, .compress = flags.compress.value_or(true)};
}

} // namespace socketiota::events
