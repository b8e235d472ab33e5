// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/codec/customisation.hpp>
#include <socketiota/codec/field_names.hpp>
#include <socketiota/codec/ranges.hpp>

#include <array>
#include <cstddef>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace socketiota {

/// Names of members and pointers to them, made by `fields`.
template <class... MemberPointer>
struct field_list {
    /// What the members are called on the wire.
    std::array<std::string_view, sizeof...(MemberPointer)> names;
    /// Where they are, in the same order.
    std::tuple<MemberPointer...> members;
};

namespace detail {

template <std::size_t... Index, class... NameAndMember>
constexpr auto make_fields(std::index_sequence<Index...>,
                           std::tuple<NameAndMember...> const& arguments) {
    return field_list<std::tuple_element_t<Index * 2 + 1, std::tuple<NameAndMember...>>...>{
        {std::string_view(std::get<Index * 2>(arguments))...},
        {std::get<Index * 2 + 1>(arguments)...}};
}

} // namespace detail

/// Describes a struct whose members cannot be found, or go by other names on the wire, in one line
/// next to it (or as a friend inside it, if its members are private):
///
///     constexpr auto describe_fields(user const*) {
///         return sio::fields("userName", &user::name, "age", &user::age);
///     }
template <class... NameAndMember>
    requires(sizeof...(NameAndMember) != 0 && sizeof...(NameAndMember) % 2 == 0)

[[nodiscard]] constexpr auto fields(NameAndMember... names_and_members) {
    return detail::make_fields(std::make_index_sequence<sizeof...(NameAndMember) / 2>{},
                               std::tuple(names_and_members...));
}

namespace detail {

template <class T>
concept described_struct = std::is_class_v<T> && requires(T const* type) {
    describe_fields(type).names;
    describe_fields(type).members;
};

/// What can be taken apart without a description: an aggregate that has no better codec.
template <class T>
concept plain_struct = std::is_class_v<T> && std::is_aggregate_v<T> && !described_struct<T> &&
                       !counted_range<T> && !has_base_class<T> && !requires {
    std::tuple_size<T>::value;
};

template <class T>
concept any_struct = described_struct<T> || plain_struct<T>;

template <any_struct T>
struct struct_access;

template <described_struct T>
struct struct_access<T> {
    static constexpr auto list = describe_fields(static_cast<T const*>(nullptr));
    static constexpr std::size_t count = list.names.size();
    static constexpr auto const& names = list.names;

    template <class Object, class F>
    static constexpr decltype(auto) with(Object& object, F const& use) {
        return std::apply(
            [&object, &use](auto... member) -> decltype(auto) { return use(object.*member...); },
            list.members);
    }
};

template <plain_struct T>
struct struct_access<T> {
    static constexpr std::size_t initialisers = count_fields<T>();
    static constexpr bool is_bindable = can_bind<T, initialisers>();
    static_assert(is_bindable,
                  "this struct has more than 32 members or an array member U[N]: describe it with "
                  "describe_fields() of <socketiota/codec/structs.hpp>, or use std::array");
    static constexpr std::size_t count = is_bindable ? initialisers : 0;
    static constexpr auto const& names = field_names<T, count>;

    template <class Object, class F>
    static constexpr decltype(auto) with(Object& object, F const& use) {
        return with_fields<count>(object, use);
    }
};

template <class... Member>
struct member_list {};

struct list_members {
    template <class... Member>
    [[nodiscard]] constexpr auto operator()(Member&...) const noexcept {
        return member_list<Member...>{};
    }
};

/// The types of the members of `T`.
template <any_struct T>
using members_of = decltype(struct_access<T>::with(std::declval<T&>(), list_members{}));

template <class Member>
void encode_member(writer& to, std::string_view name, Member const& member) {
    if (is_absent(member))
        return;
    to.write_key(name);
    socketiota::encode(to, member);
}

template <class Member>
[[nodiscard]] bool decode_absent_member(reader& from, std::string_view name, Member& member) {
    if constexpr (requires { codec<Member>::decode_absent(member); })
        return decode_absent(from, member);
    else
        return from.fail_without(name);
}

} // namespace detail

/// A struct is an object whose keys are the names of its members.
///
/// Plain structs (aggregates without base class and without array members `T[N]`, up to 32 members)
/// need no description; others have `describe_fields`, see `fields`. Keys that the struct does not
/// have are ignored; a member whose key did not come is `argument_missing` unless it is a
/// `std::optional`, `value` or `raw`.
template <detail::any_struct T>
struct codec<T> {
    using chosen_for = T;

    static void encode(writer& to, T const& from) {
        access::with(from, [&to](auto const&... member) {
            auto const absent = (std::size_t{0} + ... + std::size_t{detail::is_absent(member)});
            if (to.begin_object(access::count - absent)) {
                [[maybe_unused]] std::size_t index = 0;
                (detail::encode_member(to, access::names[index++], member), ...);
            }
            to.end_object();
        });
    }

    static bool decode(reader& from, T& into) {
        if (!from.enter_object())
            return false;
        return access::with(into, [&from](auto&... member) {
            [[maybe_unused]] std::array<bool, access::count> came{};
            std::string_view key;
            while (from.next_key(key)) {
                [[maybe_unused]] std::size_t index = 0;
                bool decoded = false;
                bool const known =
                    ((key == access::names[index++] &&
                      (came[index - 1] = true, decoded = socketiota::decode(from, member), true)) ||
                     ...);
                if (!(known ? decoded : from.skip()))
                    return false;
            }
            [[maybe_unused]] std::size_t index = 0;
            return !from.failed() &&
                   ((came[index++] ||
                     detail::decode_absent_member(from, access::names[index - 1], member)) &&
                    ...);
        });
    }

    static constexpr bool accepts(value_kind kind) noexcept { return kind == value_kind::object; }

private:
    using access = detail::struct_access<T>;
};

} // namespace socketiota
