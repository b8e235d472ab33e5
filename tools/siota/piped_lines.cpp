// SPDX-License-Identifier: MIT
#include "piped_lines.hpp"

#include <array>
#include <cstddef>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <unistd.h>

namespace siota {

std::optional<std::string> piped_lines::read() {
    for (;;) {
        std::size_t const end = unread_.find('\n');
        if (end != std::string::npos) {
            std::string line = unread_.substr(0, end);
            unread_.erase(0, end + 1);
            return line;
        }
        if (has_ended_) // the last line need not have an end
            return unread_.empty() ? std::nullopt : std::optional(std::exchange(unread_, {}));
        if (!wait_())
            return std::nullopt;
        std::array<char, 4096> octets{};
        auto const size = ::read(STDIN_FILENO, octets.data(), octets.size());
        has_ended_ = size <= 0;
        if (!has_ended_)
            unread_.append(octets.data(), static_cast<std::size_t>(size));
    }
}

void piped_lines::print(std::string_view text) { std::cout << text << std::endl; }

void piped_lines::tell(std::string_view text) { std::cerr << "siota: " << text << std::endl; }

} // namespace siota
