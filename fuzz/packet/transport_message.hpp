// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

/// What a transport hands to a parser: a text or octets.
struct transport_message {
    bool is_binary;
    std::string content; // of its own, so that reading beyond its end is noticed

    [[nodiscard]] std::span<std::byte const> octets() const noexcept {
        return std::as_bytes(std::span<char const>(content));
    }
};

/// Takes the next from the front of a fuzzer's input, which is not empty.
[[nodiscard]] inline transport_message take_message(std::string_view& input) {
    auto const head = static_cast<unsigned char>(input.front());
    input.remove_prefix(1);
    // The last part takes all that is left, so that a plain packet is a plain input.
    std::size_t const length =
        (head & 2U) != 0 ? std::min<std::size_t>(head >> 2, input.size()) : input.size();
    transport_message taken{(head & 1U) != 0, std::string(input.substr(0, length))};
    input.remove_prefix(length);
    return taken;
}
