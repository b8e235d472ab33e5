// SPDX-License-Identifier: MIT
#pragma once

#include <type_traits>

namespace socketiota::detail {

/// Whether the compiler destroys twice what stands between braces inside of an awaited expression,
/// `co_await f(offer{1, name})`: an aggregate that is made there, if destroying it does anything.
///
/// g++ before 13 does (GCC bugs 99576 and 101367; g++ 12.2 was tried), without a warning. Objects
/// with a constructor and results of functions are destroyed once.
#if defined(__GNUC__) && !defined(__clang__) && __GNUC__ < 13 &&                                   \
    !defined(SOCKETIOTA_ALLOW_BRACES_IN_CO_AWAIT)
inline constexpr bool braces_are_destroyed_twice = true;
#else
inline constexpr bool braces_are_destroyed_twice = false;
#endif

/// Whether an argument that is forwarded as `Argument` may stand in an awaited expression. What has
/// a name may: it is no temporary.
template <class Argument>
inline constexpr bool can_be_awaited =
    !braces_are_destroyed_twice || std::is_lvalue_reference_v<Argument> ||
    !std::is_aggregate_v<std::remove_cvref_t<Argument>> ||
    std::is_trivially_destructible_v<std::remove_cvref_t<Argument>>;

} // namespace socketiota::detail
