// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/codec/customisation.hpp>

#include <cstddef>
#include <optional>
#include <utility>
#include <variant>

namespace socketiota {

/// Empty is null. Null, an argument that did not come and a missing member of an object are empty.
/// An empty member of a struct is left out of its object, as JavaScript leaves out `undefined`.
template <class T>
struct codec<std::optional<T>> {
    using chosen_for = std::optional<T>;

    static void encode(writer& to, std::optional<T> const& from) requires encodable<T> {
        if (from)
            codec<T>::encode(to, *from);
        else
            to.write_null();
    }

    static bool decode(reader& from, std::optional<T>& into) requires decodable<T> {
        if (from.peek() == value_kind::null) {
            into.reset();
            return from.read_null();
        }
        return codec<T>::decode(from, into.emplace());
    }

    static constexpr bool accepts(value_kind kind) noexcept {
        return kind == value_kind::null || detail::accepts<T>(kind);
    }

    static constexpr bool is_absent(std::optional<T> const& from) noexcept { return !from; }

    static void decode_absent(std::optional<T>& into) noexcept { into.reset(); }
};

/// Decodes into the first alternative that the kind of the value fits, and stays with it: of two
/// structs, which are both objects, the second is never chosen.
///
/// JavaScript has one kind of number. A number without fraction fits each number, one with a
/// fraction or an exponent fits floating-point alternatives first: in `std::variant<int, double>`,
/// 1 becomes the int and 1.5 the double, in `std::variant<double, int>` both become the double.
template <class... T>
struct codec<std::variant<T...>> {
    using variant = std::variant<T...>;
    using chosen_for = variant;

    static void encode(writer& to, variant const& from) requires(encodable<T>&&...) {
        if (from.valueless_by_exception())
            to.write_null();
        else
            std::visit(
                [&to]<class Chosen>(Chosen const& chosen) { codec<Chosen>::encode(to, chosen); },
                from);
    }

    static bool decode(reader& from, variant& into) requires(decodable<T>&&...) {
        value_kind const kind = from.peek();
        std::size_t chosen = choose(kind);
        if (chosen == sizeof...(T) && kind == value_kind::floating)
            chosen = choose(value_kind::integer);
        if (chosen == sizeof...(T))
            return from.fail_unless(detail::accepted_kinds<variant>());
        return decode_as(from, into, chosen, std::index_sequence_for<T...>{});
    }

    static constexpr bool accepts(value_kind kind) noexcept {
        return (detail::accepts<T>(kind) || ...);
    }

private:
    static constexpr std::size_t choose(value_kind kind) noexcept {
        std::size_t index = 0;
        static_cast<void>(((detail::accepts<T>(kind) || (++index, false)) || ...));
        return index;
    }

    template <std::size_t... Index>
    static bool decode_as(reader& from, variant& into, std::size_t chosen,
                          std::index_sequence<Index...>) {
        bool decoded = false;
        static_cast<void>(
            ((Index == chosen &&
              (decoded = codec<T>::decode(from, into.template emplace<Index>()), true)) ||
             ...));
        return decoded;
    }
};

} // namespace socketiota
