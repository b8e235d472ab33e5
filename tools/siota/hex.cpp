// SPDX-License-Identifier: MIT
#include "hex.hpp"

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace siota {

std::string to_hex(std::span<std::byte const> octets) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(octets.size() * 2);
    for (std::byte const each : octets) {
        auto const octet = std::to_integer<unsigned>(each);
        text += digits[octet >> 4U];
        text += digits[octet & 15U];
    }
    return text;
}

std::optional<std::vector<std::byte>> from_hex(std::string_view text) {
    std::vector<std::byte> octets;
    while (!text.empty()) {
        if (text.front() == ' ') {
            text.remove_prefix(1);
            continue;
        }
        std::string_view const pair = text.substr(0, 2);
        std::uint8_t octet = 0;
        auto const [end, failed] = std::from_chars(pair.begin(), pair.end(), octet, 16);
        if (failed != std::errc() || pair.size() != 2 || end != pair.end())
            return std::nullopt;
        octets.push_back(static_cast<std::byte>(octet));
        text.remove_prefix(2);
    }
    return octets;
}

} // namespace siota
