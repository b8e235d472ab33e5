// SPDX-License-Identifier: MIT
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

namespace siota {

/// Where what was typed is kept, in a folder that is there then; empty: nowhere.
[[nodiscard]] inline std::string history_file() {
    std::filesystem::path folder;
    if (char const* const state = std::getenv("XDG_STATE_HOME"); state != nullptr && *state == '/')
        folder = state;
    else if (char const* const home = std::getenv("HOME"); home != nullptr && *home == '/')
        folder = std::filesystem::path(home) / ".local" / "state";
    else
        return {};
    folder /= "siota";
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    return failed ? std::string() : (folder / "history").string();
}

} // namespace siota
