// SPDX-License-Identifier: MIT
#pragma once

#include <type_traits>

/// What ordinary mistakes are told with, in one sentence each, by the compiler.
namespace socketiota::detail {

/// False, but not before a template is instantiated.
template <class...>
inline constexpr bool never = false;

/// Stands for a type that the caller has to say.
struct unsaid {};

/// A function of the program on its way to where it is kept: to be copied or moved, as it came.
template <class F>
[[nodiscard]] constexpr decltype(auto) given(std::remove_reference_t<F>& function) noexcept {
    constexpr bool right = std::is_constructible_v<std::decay_t<F>, F>;
    static_assert(right, "this function cannot be copied: give it away with std::move");
    if constexpr (right)
        return static_cast<F&&>(function);
    else // so that this is the only error
        return static_cast<std::decay_t<F>&&>(const_cast<std::decay_t<F>&>(function));
}

} // namespace socketiota::detail
