// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/bytes.hpp>
#include <socketiota/codec.hpp>
#include <socketiota/decode_error.hpp>
#include <socketiota/error.hpp>
#include <socketiota/export.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace socketiota {

class value;

template <>
struct codec<value>;

namespace detail {

/// Encodes what `source` points to.
using encode_function = void (*)(writer& to, void const* source);

SOCKETIOTA_EXPORT value encode_to_value(encode_function encode, void const* source);

/// `views`: what is decoded looks into `from`.
SOCKETIOTA_EXPORT decode_error decode_from_value(value const& from, decode_function decode,
                                                 void* target, bool views);

} // namespace detail

/// Anything that an event can carry: a JSON value with one more kind, binary.
///
/// A value: copying copies all of it (binary is shared), equality compares all of it. Numbers are
/// equal if they are the same number, whether whole or floating; objects if they have the same
/// members in any order.
///
/// Objects keep the order of insertion; setting a key again keeps its place. JavaScript differs for
/// keys that look like array indexes (`"7"`), which it puts first in ascending order. `__proto__`
/// is a key like others.
///
/// Text is kept as it came: half a surrogate pair, which JavaScript strings may hold and UTF-8 may
/// not, as the three octets that it would have in UTF-8 (WTF-8), in keys as well. It is sent and
/// compared as what it is; `to<std::string>()` has U+FFFD for it, and a view (as of
/// `to<std::string_view>()`) and a key of `members()` show the octets.
///
/// However deep values nest, copying, comparing and destroying them does not exhaust the stack.
/// Finding a member takes time in proportion to the number of members.
///
/// Thread safety: distinct objects: safe. One object: not while written.
class SOCKETIOTA_EXPORT value {
public:
    /// Key and value of an object's member.
    using member = std::pair<std::string, value>;

    /// Null.
    value() noexcept = default;

    /// Copies all of it; binary is shared.
    value(value const& other);
    /// Leaves null behind.
    value(value&& other) noexcept;
    /// Copies all of it; binary is shared.
    value& operator=(value const& other);
    /// Leaves null behind.
    value& operator=(value&& other) noexcept;
    ~value();

    /// Null.
    value(std::nullptr_t) noexcept {}

    /// What a `T` would be sent as. Null if encoding it fails, as for a type that nests more than
    /// 1024 deep.
    template <class T>
        requires(!std::same_as<T, value> && !std::same_as<T, std::nullptr_t> && encodable<T>)

    value(T const& from)
        : value(detail::encode_to_value(
              [](writer& to, void const* source) { encode(to, *static_cast<T const*>(source)); },
              std::addressof(from))) {}

    /// An object without members, to be filled.
    [[nodiscard]] static value empty_object();
    /// An array without elements, to be filled.
    [[nodiscard]] static value empty_array();

    /// Reads JSON text by JavaScript's rules; whole numbers that 64 bits hold keep every digit.
    ///
    /// Errors: `malformed_json`, `nested_too_deep` (deeper than 512).
    [[nodiscard]] static result<value> parse(std::string_view json);

    /// JSON text as `JSON.stringify` writes it. Binary, which JSON does not have, is written as the
    /// placeholder it has on the wire; of two values that differ in binary only the texts are
    /// equal.
    [[nodiscard]] std::string to_json() const;

    /// What it is.
    [[nodiscard]] value_kind kind() const noexcept;

    /// Whether it is null.
    [[nodiscard]] bool is_null() const noexcept { return kind() == value_kind::null; }

    /// Whether it is an object.
    [[nodiscard]] bool is_object() const noexcept { return kind() == value_kind::object; }

    /// Whether it is an array.
    [[nodiscard]] bool is_array() const noexcept { return kind() == value_kind::array; }

    /// Whether it is `true` or `false`.
    [[nodiscard]] bool is_bool() const noexcept { return kind() == value_kind::boolean; }

    /// Whether it is a number, whole or not.
    [[nodiscard]] bool is_number() const noexcept { return socketiota::is_number(kind()); }

    /// Whether it is a number that came without fraction and exponent and that 64 bits hold.
    [[nodiscard]] bool is_integer() const noexcept {
        return kind() == value_kind::integer || kind() == value_kind::unsigned_integer;
    }

    /// Whether it is a text.
    [[nodiscard]] bool is_string() const noexcept { return kind() == value_kind::string; }

    /// Whether it is binary.
    [[nodiscard]] bool is_bytes() const noexcept { return kind() == value_kind::bytes; }

    /// Decodes this as an argument of type `T` would be. The error says where it does not fit:
    /// `member "players"[3]."age" is a string, expected a whole number`.
    ///
    /// Errors: `arguments_do_not_fit`, `argument_missing`, `number_out_of_range`.
    template <decodable T>
    [[nodiscard]] decoded<T> to() const& {
        T into{};
        decode_error wrong = detail::decode_from_value(
            *this,
            [](reader& from, void* target) { return decode(from, *static_cast<T*>(target)); },
            std::addressof(into), contains_view<T>);
        // Said in full, because a bool could be made of either.
        if (wrong.failed())
            return decoded<T>(boost::system::in_place_error, std::move(wrong));
        return decoded<T>(boost::system::in_place_value, std::move(into));
    }

    /// A view into a value that is about to die is no use.
    template <decodable T>
        requires(!contains_view<T>)

    [[nodiscard]] decoded<T> to() && { return static_cast<value const&>(*this).to<T>(); }

    /// This as a `T`, or `fallback` if it is none: `v["volume"].value_or(100)`.
    template <decodable T>
        requires(!contains_view<T>)

    [[nodiscard]] T value_or(T fallback) const {
        decoded<T> made = to<T>();
        return made.has_value() ? std::move(*made) : std::move(fallback);
    }

    /// The same for a literal, which stands for a string.
    [[nodiscard]] std::string value_or(char const* fallback) const {
        return value_or(std::string(fallback));
    }

    /// How many elements or members; 0 for other kinds.
    [[nodiscard]] std::size_t size() const noexcept;

    /// Whether it has no elements and no members; true for other kinds.
    [[nodiscard]] bool empty() const noexcept { return size() == 0; }

    /// The member of that key, or a null if there is none or this is no object: `v["a"]["b"]` is
    /// always safe.
    [[nodiscard]] value const& operator[](std::string_view key) const& noexcept;
    /// The same of a value that is about to die, so that what is taken out of it stays:
    /// `value const& token = who.handshake().auth()["token"]`.
    [[nodiscard]] value operator[](std::string_view key) && noexcept;

    /// The same for a literal, which would fit the index below as well.
    template <std::size_t Size>
    [[nodiscard]] value const& operator[](char const (&key)[Size]) const& noexcept {
        return (*this)[std::string_view(key)];
    }

    /// The same for a literal, of a value that is about to die.
    template <std::size_t Size>
    [[nodiscard]] value operator[](char const (&key)[Size]) && noexcept {
        return std::move(*this)[std::string_view(key)];
    }

    /// The element at that index, or a null if there is none or this is no array.
    template <std::integral Index>
    [[nodiscard]] value const& operator[](Index index) const& noexcept {
        return element(static_cast<std::size_t>(index));
    }

    /// The same of a value that is about to die.
    template <std::integral Index>
    [[nodiscard]] value operator[](Index index) && noexcept {
        return take_element(static_cast<std::size_t>(index));
    }

    /// The member of that key, or nullptr.
    [[nodiscard]] value const* find(std::string_view key) const& noexcept;
    /// The same, to be changed.
    [[nodiscard]] value* find(std::string_view key) & noexcept;
    /// A pointer into a value that is about to die is no use.
    value const* find(std::string_view key) const&& = delete;

    /// Whether it has a member of that key.
    [[nodiscard]] bool contains(std::string_view key) const noexcept {
        return find(key) != nullptr;
    }

    /// The elements of an array, to iterate; none for other kinds.
    [[nodiscard]] std::span<value const> elements() const& noexcept;
    /// The same, to be changed.
    [[nodiscard]] std::span<value> elements() & noexcept;
    /// A view of a value that is about to die is no use: keep the value first.
    std::span<value const> elements() const&& = delete;

    /// The members of an object, to iterate: `for (auto const& [key, mapped] : v.members())`; none
    /// for other kinds.
    [[nodiscard]] std::span<member const> members() const& noexcept;
    /// A view of a value that is about to die is no use: keep the value first.
    std::span<member const> members() const&& = delete;

    /// Sets a member and returns it. What is no object becomes an object.
    value& set(std::string_view key, value mapped);

    /// Removes a member; returns whether there was one.
    bool erase(std::string_view key);

    /// Appends an element and returns it. What is no array becomes an array.
    value& push_back(value element);

    /// Compares all of it: numbers as numbers, objects in any order.
    friend SOCKETIOTA_EXPORT bool operator==(value const& left, value const& right);

private:
    friend struct value_access;

    using elements_type = std::vector<value>;
    using members_type = std::vector<member>;

    [[nodiscard]] value const& element(std::size_t index) const noexcept;
    [[nodiscard]] value take_element(std::size_t index) noexcept;
    [[nodiscard]] bool holds_nested() const noexcept;
    void destroy_nested() noexcept;

    // Long content lives behind a pointer, so that an element of an array takes 32 octets. The
    // pointers are never null but in a value that has been moved from, which is null at once.
    std::variant<std::nullptr_t, bool, std::int64_t, std::uint64_t, double,
                 std::unique_ptr<std::string>, bytes, std::unique_ptr<elements_type>,
                 std::unique_ptr<members_type>>
        content_{};
};

template <>
struct codec<value> {
    SOCKETIOTA_EXPORT static void encode(writer& to, value const& from);
    SOCKETIOTA_EXPORT static bool decode(reader& from, value& into);

    /// As in JavaScript, what did not come is nothing rather than an error.
    static void decode_absent(value& into) noexcept { into = value(); }
};

/// An object: `object("code", 401, "why", "no token")`, alternately keys and values.
///
/// Variadic, because g++ 12 refuses an `std::initializer_list` inside an awaited expression.
template <class... KeyAndValue>
    requires(sizeof...(KeyAndValue) % 2 == 0)

[[nodiscard]] value object(KeyAndValue&&... keys_and_values) {
    value made = value::empty_object();
    [[maybe_unused]] auto const set =
        [&made]<std::size_t... Index>(std::index_sequence<Index...>, auto const& arguments) {
        static_cast<void>(arguments);
        (made.set(std::get<Index * 2>(arguments), value(std::get<Index * 2 + 1>(arguments))), ...);
    };
    set(std::make_index_sequence<sizeof...(KeyAndValue) / 2>{},
        std::forward_as_tuple(std::forward<KeyAndValue>(keys_and_values)...));
    return made;
}

/// An object of the pairs of a range, a map or a vector of pairs, of keys and anything that can be
/// sent. Of a key that comes twice the last value counts, in the first one's place.
template <class Pairs>

    requires requires(Pairs const& pairs) {
        std::string_view(pairs.begin()->first);
        value(pairs.begin()->second);
    }

[[nodiscard]] value object_of(Pairs const& pairs) {
    return detail::encode_to_value(
        [](writer& to, void const* source) {
            static_cast<void>(to.begin_object(0));
            for (auto const& [key, mapped] : *static_cast<Pairs const*>(source)) {
                to.write_key(key);
                encode(to, mapped);
            }
            to.end_object();
        },
        std::addressof(pairs));
}

/// An array: `array(1, "a", true)`.
template <class... Element>
[[nodiscard]] value array(Element&&... elements) {
    value made = value::empty_array();
    (made.push_back(value(std::forward<Element>(elements))), ...);
    return made;
}

} // namespace socketiota
