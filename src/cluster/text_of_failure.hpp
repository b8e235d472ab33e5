// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/error.hpp>

#include <string>
#include <string_view>

namespace socketiota::cluster {

/// A reason, with what a database, TLS or the system said about it if that is anything.
[[nodiscard]] inline std::string text_of_failure(error_code why, std::string_view words) {
    std::string text = why.message();
    if (!words.empty())
        text.append(" (").append(words).append(")");
    return text;
}

} // namespace socketiota::cluster
