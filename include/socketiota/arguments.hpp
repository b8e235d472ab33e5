// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/codec/customisation.hpp>
#include <socketiota/value.hpp>

#include <concepts>
#include <cstddef>
#include <vector>

namespace socketiota {

/// Any number of arguments of any type: what `...args` is in JavaScript.
///
/// As the last parameter of a handler it takes all arguments that are left; emitted or returned, it
/// becomes as many arguments as it holds.
///
///     io.on("relay", [](sio::socket me, sio::arguments all) { me.broadcast().emit("relay", all);
///     });
struct arguments : std::vector<value> {
    using std::vector<value>::vector;
};

/// Writes each argument: several values, which only a list of arguments may hold.
template <>
struct codec<arguments> {
    static constexpr bool takes_the_rest = true;

    static void encode(writer& to, arguments const& from) {
        for (value const& each : from)
            socketiota::encode(to, each);
    }

    /// Reads what is left of the innermost array, whose first element has been announced.
    static bool decode(reader& from, arguments& into) {
        do {
            if (!socketiota::decode(from, into.emplace_back()))
                return false;
        } while (from.next_element());
        return !from.failed();
    }

    static void decode_absent(arguments& into) noexcept { into.clear(); }
};

namespace detail {

/// How many arguments `from` becomes.
template <class T>
[[nodiscard]] constexpr std::size_t argument_count(T const& from) noexcept {
    if constexpr (std::same_as<T, arguments>)
        return from.size();
    else
        return 1;
}

} // namespace detail
} // namespace socketiota
