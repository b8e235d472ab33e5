// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/server.hpp>

#include <string>

/// What the stranger's server does, in its program and in its test.
inline void install(socketiota::server& io) {
    io.on("hello", [](std::string const& name) { return "hello " + name; });
    io.on_connection([](socketiota::socket const& who) {
        who.join("all");
        who.data().set("seen", socketiota::array(1, "two", nullptr));
    });
}
