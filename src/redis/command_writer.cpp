// SPDX-License-Identifier: MIT
#include <array>
#include <charconv>

#include <redis/command_writer.hpp>

namespace socketiota::redis {

namespace {

void append_line(std::string& to, char type, std::size_t number) {
    std::array<char, 24> line{};
    line[0] = type;
    char* const end = std::to_chars(line.data() + 1, line.data() + line.size(), number).ptr;
    to.append(line.data(), end).append("\r\n");
}

} // namespace

void append_command(std::string& to, command const& what) {
    append_line(to, '*', what.words().size());
    for (std::string_view const word : what.words()) {
        append_line(to, '$', word.size());
        to.append(word).append("\r\n");
    }
}

std::size_t size_of_command(command const& what) noexcept {
    constexpr std::size_t around = 25; // a size of 20 digits, its type, two ends of lines
    std::size_t size = around;
    for (std::string_view const word : what.words())
        size += word.size() + around;
    return size;
}

} // namespace socketiota::redis
