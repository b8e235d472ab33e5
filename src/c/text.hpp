// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstring>
#include <string_view>

#include <socketiota.h>

namespace socketiota::c {

[[nodiscard]] inline std::string_view view_of(sio_text text) noexcept {
    return text.size == 0 ? std::string_view() : std::string_view(text.data, text.size);
}

[[nodiscard]] inline sio_text text_of(std::string_view text) noexcept {
    return {text.data(), text.size()};
}

/// Copies as much as fits, and its end; nothing into no room.
inline void copy_to(char* into, std::size_t size, std::string_view text) noexcept {
    if (into == nullptr || size == 0)
        return;
    std::size_t const length = text.copy(into, size - 1);
    into[length] = '\0';
}

} // namespace socketiota::c
