// SPDX-License-Identifier: MIT
#include <socketiota/log.hpp>

#include <string>

#include <unistd.h>

namespace socketiota {

void log_to_standard_error(log_level level, std::string_view line) {
    std::string text = level == log_level::error ? "socketiota: error: " : "socketiota: ";
    // What clients send may end up in a line: it must not look like another line or move the
    // cursor.
    for (char const character : line)
        text += static_cast<unsigned char>(character) < 0x20 || character == 0x7f ? '?' : character;
    text += '\n';
    // One write, so that lines of several threads do not mix; what cannot be written is lost.
    [[maybe_unused]] auto const written = ::write(STDERR_FILENO, text.data(), text.size());
}

} // namespace socketiota
