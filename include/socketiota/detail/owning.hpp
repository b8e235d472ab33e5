// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/codec/views.hpp>

namespace socketiota::detail {

/// Whether a `T` may be kept after the call it was decoded or passed in.
template <class T>
inline constexpr bool owning = !contains_view<T>;

template <>
inline constexpr bool owning<void> = true;

} // namespace socketiota::detail
