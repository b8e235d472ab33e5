// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/reserved_events.hpp>

#include <cstddef>
#include <string_view>
#include <type_traits>

namespace socketiota {

/// A string literal as a template argument.
template <std::size_t Size>
struct fixed_string {
    /// With the NUL at its end.
    char characters[Size]{};

    /// Implicit, so that a literal can stand where the template argument is written.
    consteval fixed_string(char const (&literal)[Size]) {
        for (std::size_t at = 0; at != Size; ++at)
            characters[at] = literal[at];
    }

    /// The text without the NUL at its end.
    [[nodiscard]] constexpr std::string_view view() const noexcept {
        return {characters, Size - 1};
    }
};

namespace detail {

template <class... T>
struct type_list {};

} // namespace detail

/// Names an event and types it, so that wrong arguments and wrong handlers do not compile.
///
///     inline constexpr socketiota::event<"add", int(int, int)> add{};
///
///     socket.on(add, [](int a, int b) { return a + b; });
///     socket.emit(add, 1, 2);
///     int sum = co_await socket.emit_with_ack(add, 1, 2);
///
/// The parameters are what travels; a number may be given and taken as any type of number except
/// one with fraction as one without, a string as any type of string. The result is the answer:
/// `void` for an event that is answered with nothing or not at all, `std::tuple` for an answer of
/// several values.
template <fixed_string Name, class Signature>
struct event {
    static_assert(std::is_function_v<Signature>,
                  "an event is declared with the type of a function, as in "
                  "socketiota::event<\"add\", int(int, int)>");
};

/// The name and the types of a typed event.
template <fixed_string Name, class Result, class... Parameter>
struct event<Name, Result(Parameter...)> {
    static_assert(!detail::is_reserved_event(Name.view()),
                  "this name is reserved and cannot be an event: connect, connect_error, "
                  "disconnect, disconnecting, newListener and removeListener belong to Socket.IO");

    /// The answer: what handlers return and `emit_with_ack` gives.
    using result_type = std::remove_cvref_t<Result>;
    /// What travels, a list of types.
    using parameter_types = detail::type_list<std::remove_cvref_t<Parameter>...>;

    /// The name that goes over the wire.
    [[nodiscard]] static constexpr std::string_view name() noexcept { return Name.view(); }
};

} // namespace socketiota
