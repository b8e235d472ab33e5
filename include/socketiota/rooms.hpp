// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <functional>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace socketiota {

/// A room's name, or a range of names.
template <class T>
concept room_like = std::convertible_to<T const&, std::string_view> || requires(T const& names) {
    { *std::ranges::begin(names) } -> std::convertible_to<std::string_view>;
    std::ranges::end(names);
};

/// Rooms by name, each with how many sockets are in it: what `fetch_rooms` finds.
using room_sizes = std::map<std::string, std::size_t, std::less<>>;

/// Names of rooms from any mix of strings and ranges of strings: `to("a", more)`.
template <room_like... Room>
[[nodiscard]] std::vector<std::string> room_names(Room const&... rooms) {
    std::vector<std::string> names;
    auto const add = [&names](auto const& room) {
        if constexpr (std::convertible_to<decltype(room), std::string_view>)
            names.emplace_back(std::string_view(room));
        else
            for (auto const& name : room)
                names.emplace_back(std::string_view(name));
    };
    (add(rooms), ...);
    return names;
}

} // namespace socketiota
