// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/arguments.hpp>
#include <socketiota/codec/customisation.hpp>

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <string_view>

namespace socketiota::detail {

/// One argument as the compiled library sees it: where it is and how it is written, so that what
/// sends it is compiled once and not for each list of types. Owns nothing.
class argument_ref {
public:
    using write_function = void (*)(void const* argument, writer& to);

    template <class T>
    explicit argument_ref(T const& argument) noexcept
        : argument_(std::addressof(argument)), write_(&write_as<T>) {}

    explicit argument_ref(arguments const& several) noexcept
        : argument_(&several), write_(&write_as<arguments>), size_(several.size()) {}

    void write(writer& to) const { write_(argument_, to); }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }

private:
    friend class argument_list;

    template <class T>
    static void write_as(void const* argument, writer& to) {
        codec<T>::encode(to, *static_cast<T const*>(argument));
    }

    void const* argument_;
    write_function write_;
    std::size_t size_ = 1;
};

/// The arguments of one emit or one answer: how many, and how to write them.
///
/// Owns nothing and allocates nothing: it refers to arguments that live in the caller, so it must
/// not outlive the call it is passed to. It may be written any number of times, to writers of
/// different encodings.
class argument_list {
public:
    /// No arguments.
    argument_list() noexcept = default;

    /// Refers to the list as well, so it is made in the call that it is passed to:
    /// `send(argument_list{argument_ref(a), argument_ref(b)})`.
    argument_list(std::initializer_list<argument_ref> each) noexcept {
        for (argument_ref const& argument : each)
            size_ += argument.size_;
        if (each.size() == 1) {
            // As most are, and as cheap as one function that writes all can be.
            arguments_ = each.begin()->argument_;
            write_ = each.begin()->write_;
        } else {
            arguments_ = each.begin();
            refs_ = each.size();
        }
    }

    /// `function` writes exactly `size` values from `arguments`.
    argument_list(void const* arguments, argument_ref::write_function function,
                  std::size_t size) noexcept
        : arguments_(arguments), write_(function), size_(size) {}

    /// Writes the arguments one after the other, without an array around them. What fails is in
    /// `to.error()`; only a codec of the user throws.
    void write(writer& to) const {
        if (write_ != nullptr)
            return write_(arguments_, to);
        auto const* const refs = static_cast<argument_ref const*>(arguments_);
        for (std::size_t at = 0; at != refs_; ++at)
            refs[at].write(to);
    }

    /// How many values that are.
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

private:
    /// If `write_` is null, as many `argument_ref` as `refs_` says.
    void const* arguments_ = nullptr;
    argument_ref::write_function write_ = nullptr;
    std::size_t size_ = 0;
    std::size_t refs_ = 0;
};

/// How an argument is referred to while it is written: string literals of all lengths as one type,
/// so that they share one function that writes them.
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
