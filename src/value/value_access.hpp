// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/value.hpp>

#include <utility>

namespace socketiota {

/// What the library may touch inside a `value`.
struct value_access {
    using elements_type = value::elements_type;
    using members_type = value::members_type;

    template <class Value>
    [[nodiscard]] static auto& content(Value& of) noexcept {
        return of.content_;
    }

    /// The alternative `T` of `of`, or nullptr.
    template <class T, class Value>
    [[nodiscard]] static auto* get(Value& of) noexcept {
        return std::get_if<T>(&of.content_);
    }

    [[nodiscard]] static std::string const* text(value const& of) noexcept {
        auto const* const held = get<std::unique_ptr<std::string>>(of);
        return held != nullptr ? held->get() : nullptr;
    }

    [[nodiscard]] static elements_type* elements(value const& of) noexcept {
        auto const* const held = get<std::unique_ptr<elements_type>>(of);
        return held != nullptr ? held->get() : nullptr;
    }

    [[nodiscard]] static members_type* members(value const& of) noexcept {
        auto const* const held = get<std::unique_ptr<members_type>>(of);
        return held != nullptr ? held->get() : nullptr;
    }

    template <class T>
    [[nodiscard]] static value make(T&& content) {
        value made;
        made.content_ = std::forward<T>(content);
        return made;
    }

    /// Numbers above `INT64_MAX` alone are unsigned, so that equal numbers are stored alike.
    [[nodiscard]] static value make_unsigned(std::uint64_t number);
};

/// Of members with the same key keeps the last one's value in the first one's place, in time
/// n log n: what comes from the network must not cost n * n.
void merge_duplicate_keys(value_access::members_type& members);

/// Writes all of `from`, however deep.
void write_value(writer& to, value const& from);

/// Reads one value of any kind, however deep.
[[nodiscard]] bool read_value(reader& from, value& into);

} // namespace socketiota
