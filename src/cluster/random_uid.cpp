// SPDX-License-Identifier: MIT
#include <array>
#include <cstddef>
#include <string_view>

#include <base/random.hpp>
#include <cluster/random_uid.hpp>

namespace socketiota::cluster {

std::string random_uid() {
    static constexpr std::string_view digits = "0123456789abcdef";
    std::array<std::byte, 8> octets{};
    base::fill_random(octets);
    std::string uid;
    for (std::byte const each : octets) {
        uid += digits[std::to_integer<std::size_t>(each >> 4)];
        uid += digits[std::to_integer<std::size_t>(each & std::byte{15})];
    }
    return uid;
}

} // namespace socketiota::cluster
