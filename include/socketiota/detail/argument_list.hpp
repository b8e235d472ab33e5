// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/arguments.hpp>
#include <socketiota/codec/customisation.hpp>

#include <cstddef>
#include <string_view>
#include <tuple>
#include <type_traits>

namespace socketiota::detail {

/// The arguments of one emit or one answer, as the compiled library sees them: how many, and how to
/// write them.
///
/// Owns nothing and allocates nothing: it refers to arguments that live in the caller, so it must
/// not outlive the call it is passed to. It may be written any number of times, to writers of
/// different encodings.
class argument_list {
public:
    using write_function = void (*)(void const* arguments, writer& to);

    /// No arguments.
    argument_list() noexcept = default;

    /// `function` writes exactly `size` values from `arguments`.
    argument_list(void const* arguments, write_function function, std::size_t size) noexcept
        : arguments_(arguments), write_(function), size_(size) {}

    /// Refers to the elements of `arguments`, each of which is one argument.
    template <class... Argument>
    explicit argument_list(std::tuple<Argument...> const& arguments) noexcept
        : arguments_(&arguments), write_(&write_tuple<Argument...>), size_(count(arguments)) {}

    /// A temporary would be gone before it is written.
    template <class... Argument>
    explicit argument_list(std::tuple<Argument...>&&) = delete;

    /// Writes the arguments one after the other, without an array around them. What fails is in
    /// `to.error()`; only a codec of the user throws.
    void write(writer& to) const {
        if (write_ != nullptr)
            write_(arguments_, to);
    }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }

private:
    template <class... Argument>
    [[nodiscard]] static std::size_t count(std::tuple<Argument...> const& arguments) noexcept {
        return std::apply(
            [](auto const&... argument) {
                return (std::size_t{0} + ... + argument_count(argument));
            },
            arguments);
    }

    template <class... Argument>
    static void write_tuple(void const* arguments, writer& to) {
        std::apply(
            [&to](auto const&... argument) {
                (codec<std::remove_cvref_t<decltype(argument)>>::encode(to, argument), ...);
            },
            *static_cast<std::tuple<Argument...> const*>(arguments));
    }

    void const* arguments_ = nullptr;
    write_function write_ = nullptr;
    std::size_t size_ = 0;
};

/// How an argument is held while it is written: string literals of all lengths as one type, so that
/// they share one function that writes them.
template <class T>
struct borrowed_argument {
    using type = T const&;
};

template <std::size_t Size>
struct borrowed_argument<char[Size]> {
    using type = std::string_view;
};

template <class T>
using borrowed_argument_t = typename borrowed_argument<T>::type;

template <class T>
[[nodiscard]] T const& borrow(T const& argument) noexcept {
    return argument;
}

template <std::size_t Size>
[[nodiscard]] std::string_view borrow(char const (&argument)[Size]) noexcept {
    std::string_view const text(argument, Size);
    return text.substr(0, text.find('\0'));
}

} // namespace socketiota::detail
