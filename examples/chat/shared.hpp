// SPDX-License-Identifier: MIT
#pragma once

#include "contract.hpp"

#include <socketiota/bytes.hpp>
#include <socketiota/event.hpp>

#include <string>
#include <vector>

/// What servers that are one chat tell each other. Each knows all of it, and tells its own people.
namespace chat::share {

struct member {
    std::string name, session;
};

struct crowd {
    std::string room;
    std::vector<member> people;
};

/// Who is at a server, all of them: so whatever was lost on the way, the next one mends. Each
/// server has a name of its own.
inline constexpr sio::event<"here", void(std::string server, std::vector<crowd>)> here{};
/// To a server that was unknown: it tells what was said. By who hears it, and so hears the answer.
inline constexpr sio::event<"question", void(std::string server)> question{};
inline constexpr sio::event<"line", void(std::string room, chat::line)> line{};
inline constexpr sio::event<"picture", void(std::string room, chat::line, sio::bytes)> picture{};

} // namespace chat::share
