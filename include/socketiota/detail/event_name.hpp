// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <string_view>

namespace socketiota {

class socket;

namespace detail {

// What a program that names an event so is told by its compiler: the name of the function that is
// called here and cannot be, because it is not constexpr. They have no definition.
void this_is_no_event_use_on_connection_of_the_server_or_namespace();
void this_is_no_event_use_on_connection_of_the_server_or_namespace_not_of_a_socket();
void this_is_no_event_use_on_disconnect();
void this_is_no_event_use_on_disconnecting();
void this_is_no_event_use_on_error_of_the_server();
void this_name_is_reserved_and_such_an_event_never_comes();

/// Ends compiling if `name` is what JavaScript calls something that is no event here.
/// `on_socket`: for the handlers of one socket, otherwise for those of all.
consteval void expect_event_name(std::string_view name, bool on_socket) {
    if (name == "connection" || name == "connect") {
        if (on_socket)
            this_is_no_event_use_on_connection_of_the_server_or_namespace_not_of_a_socket();
        else
            this_is_no_event_use_on_connection_of_the_server_or_namespace();
    }
    if (name == "disconnect")
        this_is_no_event_use_on_disconnect();
    if (name == "disconnecting")
        this_is_no_event_use_on_disconnecting();
    if (name == "error")
        this_is_no_event_use_on_error_of_the_server();
    if (name == "connect_error" || name == "newListener" || name == "removeListener")
        this_name_is_reserved_and_such_an_event_never_comes();
}

/// The name of an event that handlers are registered for. A literal is looked at while compiling:
/// `on("connection", ...)` would compile and never be called. Any other text is taken as it is, so
/// `std::string_view("connection")` is for clients that really emit an event of that name.
template <class Target>
class event_name {
public:
    template <std::size_t Size>
    consteval event_name(char const (&literal)[Size]) : name_(literal) {
        expect_event_name(name_, std::same_as<Target, socket>);
    }

    // An array that is written to is no literal.
    template <std::size_t Size>
    constexpr event_name(char (&text)[Size]) noexcept : name_(text) {}

    template <class Text>
        requires std::convertible_to<Text const&, std::string_view>

    constexpr event_name(Text const& text) noexcept : name_(text) {}

    [[nodiscard]] constexpr std::string_view view() const noexcept { return name_; }

private:
    std::string_view name_;
};

} // namespace detail
} // namespace socketiota
