// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/reader.hpp>
#include <socketiota/writer.hpp>

#include <concepts>
#include <type_traits>

namespace socketiota {

/// Customisation point: how a `T` becomes a value and back.
///
/// Specialise it for a type of yours, with one or both of
///
///     template <> struct socketiota::codec<money> {
///         static void encode(writer& to, money const& from);
///         static bool decode(reader& from, money& into);
///     };
///
/// `encode` writes exactly one value. `decode` consumes exactly one value and returns true, or
/// returns false after the reader has failed (`return from.fail(error::arguments_do_not_fit)`).
///
/// A decoder that dislikes what it has read says what it wants, and the sentence that names the
/// mistake has it: `return from.fail(error::arguments_do_not_fit, "an amount like 12.50")`.
///
/// Optional members: `static constexpr bool accepts(value_kind)` tells a `std::variant` which kinds
/// of value the type decodes from (without it: all). `static void decode_absent(T& into)` gives the
/// value of an argument or a member of a struct that did not come (without it: the error
/// `argument_missing`). `static bool is_absent(T const&)` leaves a member out of the object that a
/// struct becomes.
///
/// What has a codec already, by including <socketiota/codec.hpp>:
/// booleans and numbers, enumerations (as their number), strings, `bytes` and spans and vectors of
/// `std::byte` (binary), `std::optional`, `std::variant`, `std::tuple`, `std::pair`, `std::array`,
/// sequences and sets (arrays), maps with string keys (objects), plain structs (objects, by the
/// names of their members), `value`, `raw`.
///
/// Those that go by what a type looks like say `using chosen_for = T`, unlike one of your own.
template <class T>
struct codec;

/// A `T` can be sent: `emit("event", T)`.
template <class T>
concept encodable = requires(writer& to, std::remove_cvref_t<T> const& from) {
    codec<std::remove_cvref_t<T>>::encode(to, from);
};

/// A `T` can be received: `on("event", [](T) {})`.
template <class T>
concept decodable = requires(reader& from, std::remove_cvref_t<T>& into) {
    { codec<std::remove_cvref_t<T>>::decode(from, into) } -> std::same_as<bool>;
};

namespace detail {

/// Whether a `T` decodes from a value of this kind, as far as its codec tells.
template <class T>
[[nodiscard]] constexpr bool accepts(value_kind kind) noexcept {
    if constexpr (requires { codec<T>::accepts(kind); })
        return codec<T>::accepts(kind);
    else
        return kind != value_kind::end;
}

/// The kinds of values a `T` is decoded from, for the sentence that refuses another.
template <class T>
[[nodiscard]] consteval kind_set accepted_kinds() {
    if constexpr (requires { codec<T>::accepts(value_kind::null); }) {
        unsigned kinds = 0;
        for (unsigned kind = 0; kind != static_cast<unsigned>(value_kind::end); ++kind)
            if (codec<T>::accepts(static_cast<value_kind>(kind)))
                kinds |= 1U << kind;
        return static_cast<kind_set>(kinds);
    } else {
        return 0;
    }
}

/// Whether `from` is left out where leaving out is possible.
template <class T>
[[nodiscard]] constexpr bool is_absent(T const& from) {
    if constexpr (requires { codec<T>::is_absent(from); })
        return codec<T>::is_absent(from);
    else
        return false;
}

/// Gives `into` the value it has when nothing came for it.
template <class T>
[[nodiscard]] bool decode_absent(reader& from, T& into) {
    if constexpr (requires { codec<T>::decode_absent(into); }) {
        codec<T>::decode_absent(into);
        return !from.failed();
    } else {
        return from.fail(error::argument_missing);
    }
}

} // namespace detail

/// Writes `from` as one value.
template <class T>
void encode(writer& to, T const& from) {
    static_assert(encodable<T>,
                  "this type cannot be sent: use a type of the list in <socketiota/codec.hpp>, a "
                  "plain struct of such types, or specialise socketiota::codec<T> with encode()");
    if constexpr (encodable<T>)
        codec<T>::encode(to, from);
}

/// Reads one value into `into`; what `into` holds after a failure is unspecified.
template <class T>
[[nodiscard]] bool decode(reader& from, T& into) {
    static_assert(decodable<T>,
                  "this type cannot be received: use a type of the list in <socketiota/codec.hpp>, "
                  "a plain struct of such types, or specialise socketiota::codec<T> with decode()");
    if constexpr (decodable<T>)
        return codec<T>::decode(from, into);
    else
        return false;
}

} // namespace socketiota
