// SPDX-License-Identifier: MIT
#pragma once

namespace socketiota {

/// Customisation point: what a type with a codec of its own is called in TypeScript.
///
///     template <>
///     struct socketiota::typescript_type<colour> {
///         static constexpr std::string_view name = R"("red" | "green")";
///     };
///
/// `name` is any type expression.
template <class T>
struct typescript_type {};

} // namespace socketiota
