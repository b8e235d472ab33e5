// SPDX-License-Identifier: MIT
#include <socketiota/server.hpp>

#include <string>

namespace sio = socketiota;

void listen(sio::server& io) {
    io.on("add", [](int number, std::string const&) { return number; });
    io.emit("news", "today", 1);
}

void ask(sio::socket const& who) {
    who.emit_with_ack<int>("question", 1)([](sio::error_code, int) {});
}
