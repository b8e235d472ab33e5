// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/bytes.hpp>
#include <socketiota/codec.hpp>
#include <socketiota/detail/typed_event.hpp>
#include <socketiota/detail/typescript_names.hpp>
#include <socketiota/raw.hpp>
#include <socketiota/typescript_type.hpp>
#include <socketiota/value.hpp>

#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace socketiota::detail {

template <class T>
concept has_typescript_type = requires {
    std::string_view(typescript_type<T>::name);
};

/// Whether a `T` travels as its kind of type does: nobody has specialised `codec` for it.
template <class T>
concept has_chosen_codec = requires {
    requires std::is_same_v<typename codec<T>::chosen_for, T>;
};

/// What travels as an attachment.
template <class T>
inline constexpr bool is_binary =
    std::is_same_v<T, bytes> || std::is_same_v<T, std::span<std::byte const>>;

template <class Allocator>
inline constexpr bool is_binary<std::vector<std::byte, Allocator>> = true;

template <std::size_t Size>
inline constexpr bool is_binary<std::array<std::byte, Size>> = true;

/// Names C++ types in TypeScript, and keeps the interfaces of the structs among them.
class typescript_types {
public:
    /// A type expression, for example `Array<line>`.
    template <class T>
    [[nodiscard]] std::string name_of() {
        if constexpr (has_typescript_type<T>)
            return std::string(std::string_view(typescript_type<T>::name));
        else if constexpr (std::is_same_v<T, bool>)
            return "boolean";
        else if constexpr (std::is_arithmetic_v<T>)
            return "number";
        else if constexpr (is_text<T>)
            return "string";
        else if constexpr (is_binary<T>)
            // Browsers get the first and Node the second; both may send either.
            return "ArrayBuffer | Uint8Array";
        else if constexpr (std::is_null_pointer_v<T> || std::is_same_v<T, std::monostate>)
            return "null";
        else if constexpr (std::is_same_v<T, value> || std::is_same_v<T, raw>)
            return "unknown";
        else
            return name_of_chosen<T>();
    }

    /// The interfaces of all structs that were named, in the order in which they were met.
    [[nodiscard]] std::string interfaces() const {
        std::string all;
        for (std::string const& each : interfaces_)
            all += each;
        return all;
    }

private:
    template <class T>
    [[nodiscard]] std::string name_of_chosen() {
        static_assert(has_chosen_codec<T>,
                      "a type with a codec of its own: say what it is in TypeScript by "
                      "specialising socketiota::typescript_type<T>");
        if constexpr (!has_chosen_codec<T>)
            return {};
        else if constexpr (std::is_enum_v<T>)
            return "number";
        else if constexpr (any_struct<T>)
            return interface_of<T>();
        else
            return name_of_holder(std::type_identity<T>{});
    }

    // An address for each type, to know it again.
    template <class T>
    static constexpr char identity = 0;

    template <class T>
    [[nodiscard]] std::string name_of_holder(std::type_identity<std::optional<T>>) {
        return name_of<T>() + " | null";
    }

    template <class... T>
    [[nodiscard]] std::string name_of_holder(std::type_identity<std::variant<T...>>) {
        return joined(" | ", {name_of<T>()...});
    }

    template <class... T>
    [[nodiscard]] std::string name_of_holder(std::type_identity<std::tuple<T...>>) {
        return "[" + joined(", ", {name_of<T>()...}) + "]";
    }

    template <class First, class Second>
    [[nodiscard]] std::string name_of_holder(std::type_identity<std::pair<First, Second>>) {
        return "[" + name_of<First>() + ", " + name_of<Second>() + "]";
    }

    template <class T, std::size_t Size>
    [[nodiscard]] std::string name_of_holder(std::type_identity<std::array<T, Size>>) {
        return "Array<" + name_of<T>() + ">";
    }

    template <string_map T>
    [[nodiscard]] std::string name_of_holder(std::type_identity<T>) {
        return "Record<string, " + name_of<typename T::mapped_type>() + ">";
    }

    template <sequence T>
    [[nodiscard]] std::string name_of_holder(std::type_identity<T>) {
        return "Array<" + name_of<std::remove_cv_t<typename T::value_type>>() + ">";
    }

    /// Names an interface, and writes it if this is the first time.
    template <class T>
    [[nodiscard]] std::string interface_of() {
        std::string name = identifier(unqualified(type_name<T>()));
        auto const taken = owners_.find(name);
        if (taken != owners_.end() && taken->second != &identity<T>)
            name = identifier(type_name<T>());
        // Entered before the members are looked at: a struct may hold a vector of itself.
        if (owners_.emplace(name, &identity<T>).second) {
            std::size_t const place = interfaces_.size();
            interfaces_.emplace_back();
            std::string text = "\nexport interface " + name + " {\n";
            add_members<T>(text);
            interfaces_[place] = text + "}\n";
        }
        return name;
    }

    template <class T>
    void add_members(std::string& text) {
        using access = struct_access<T>;
        [&]<class... Member>(member_list<Member...>) {
            [[maybe_unused]] std::size_t index = 0;
            ((text += "    " + typescript_key(access::names[index++]) +
                      (can_be_absent<Member> ? "?: " : ": ") + name_of<std::remove_cv_t<Member>>() +
                      ";\n"),
             ...);
        }(members_of<T>{});
    }

    /// Whether a member may be missing: its codec leaves it out, or does without it.
    template <class T>
    static constexpr bool can_be_absent = requires(std::remove_cv_t<T>& member) {
        codec<std::remove_cv_t<T>>::is_absent(member);
    };

    [[nodiscard]] static std::string joined(std::string_view between,
                                            std::vector<std::string> const& parts) {
        std::string all;
        for (std::string const& part : parts)
            all += (all.empty() ? std::string() : std::string(between)) + part;
        return all;
    }

    std::vector<std::string> interfaces_;
    std::map<std::string, void const*> owners_;
};

} // namespace socketiota::detail
