// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>

#include <redis/key_slot.hpp>

namespace socketiota::redis {

namespace {

/// CRC-16/XMODEM, which the specification names.
std::uint16_t crc16(std::string_view text) noexcept {
    constexpr unsigned polynomial = 0x1021;
    unsigned crc = 0;
    for (char const each : text) {
        crc ^= static_cast<unsigned>(static_cast<unsigned char>(each)) << 8U;
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc & 0x8000U) != 0 ? (crc << 1U) ^ polynomial : crc << 1U;
        crc &= 0xffffU;
    }
    return static_cast<std::uint16_t>(crc);
}

constexpr std::array<std::string_view, 9> without_key{
    "PUBLISH", "PUBSUB", "PING", "CLIENT", "CONFIG", "INFO", "CLUSTER", "ACL", "WAIT"};

} // namespace

std::uint16_t slot_of_key(std::string_view key) noexcept {
    std::size_t const open = key.find('{');
    if (open != std::string_view::npos) {
        std::size_t const close = key.find('}', open + 1);
        if (close != std::string_view::npos && close != open + 1)
            key = key.substr(open + 1, close - open - 1);
    }
    return crc16(key) % slot_count;
}

std::optional<std::uint16_t> slot_of_command(command const& what) noexcept {
    auto const words = what.words();
    if (words.size() < 2 ||
        std::find(without_key.begin(), without_key.end(), words[0]) != without_key.end())
        return std::nullopt;
    if (words[0] == "XREAD") {
        auto const streams = std::find(words.begin(), words.end(), "STREAMS");
        if (streams == words.end() || streams + 1 == words.end())
            return std::nullopt;
        return slot_of_key(*(streams + 1));
    }
    if (words[0] == "EVAL") // script, number of keys, keys
        return words.size() < 4 ? std::nullopt : std::optional(slot_of_key(words[3]));
    return slot_of_key(words[1]);
}

} // namespace socketiota::redis
