// SPDX-License-Identifier: MIT
#include "echo_packets.hpp"

#include <charconv>

namespace socketiota::bench {

std::string_view echo_packets::make(std::string_view type, std::uint64_t id, std::string_view begin,
                                    std::size_t sender) {
    char digits[20];
    auto* const end = std::to_chars(digits, digits + sizeof digits, id).ptr;
    packet_ = type;
    packet_.append(digits, end);
    packet_ += begin;
    packet_ += payloads_.make(sender, id);
    packet_ += "\"]";
    return packet_;
}

} // namespace socketiota::bench
