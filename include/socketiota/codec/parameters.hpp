// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/codec/customisation.hpp>

namespace socketiota {
namespace detail {

/// Whether a `T` takes all elements that are left and with the last one leaves the array.
template <class T>
inline constexpr bool takes_the_rest = requires {
    requires codec<T>::takes_the_rest;
};

/// Reads the next element of the innermost array, if `more` of them come.
template <class T>
[[nodiscard]] bool decode_argument(reader& from, T& into, bool& more) {
    more = more && from.next_element();
    if (!more)
        return decode_absent(from, into);
    more = !takes_the_rest<T>;
    return decode(from, into);
}

} // namespace detail

/// Writes the arguments of an event or an answer; the caller has begun the array and ends it.
template <class... T>
void encode_arguments(writer& to, T const&... from) {
    (encode(to, from), ...);
}

/// Reads the rest of the innermost array into `into` and leaves the array, as JavaScript calls a
/// function: more arguments than parameters are ignored, missing ones are `argument_missing` unless
/// the parameter's codec has a `decode_absent` (`std::optional`, `value`, `raw`, `arguments`).
template <class... T>
[[nodiscard]] bool decode_arguments(reader& from, T&... into) {
    bool more = true;
    if (!(detail::decode_argument(from, into, more) && ...))
        return false;
    while (more && (more = from.next_element()))
        if (!from.skip())
            return false;
    return !from.failed();
}

} // namespace socketiota
