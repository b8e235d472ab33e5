// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/error.hpp>
#include <socketiota/server.hpp>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>

namespace chat {

struct options {
    std::uint16_t port = 3000;
    std::size_t shards = 1;
    std::string folder = EXAMPLE_PUBLIC_FOLDER;
    std::string redis; ///< empty: this server is the whole chat
};

inline constexpr std::string_view usage =
    "usage: chat [--port N] [--shards N] [--public FOLDER] [--redis URL]\n"
    "\n"
    "--port N         the port to listen on, 0 for any free one; 3000\n"
    "--shards N       how many threads serve, each its share of the people; 1\n"
    "--public FOLDER  the files of the page; " EXAMPLE_PUBLIC_FOLDER "\n"
    "--redis URL      be one chat with all servers that name this Redis (version 7), such as\n"
    "                 redis://localhost\n";

/// Reads the command line; false if it cannot be understood.
inline bool read(int count, char** arguments, options& into) {
    for (int index = 1; index < count; index += 2) {
        std::string_view const name = arguments[index];
        std::string_view const value = index + 1 < count ? arguments[index + 1] : "";
        if (name == "--public" && !value.empty()) {
            into.folder = value;
        } else if (name == "--redis" && !value.empty()) {
            into.redis = value;
        } else if (name == "--port") {
            socketiota::error_code failure;
            into.port = socketiota::parse_port(value, failure);
            if (failure)
                return false;
        } else if (name == "--shards") {
            char const* const end = value.data() + value.size();
            auto const [rest, failure] = std::from_chars(value.data(), end, into.shards);
            if (failure != std::errc() || rest != end)
                return false;
        } else {
            return false;
        }
    }
    return true;
}

} // namespace chat
