// SPDX-License-Identifier: MIT
#include <socketiota/client.hpp>

#include <string>

namespace sio = socketiota;

void listen(sio::client_socket const& io) {
    io.on("add", [](int number, std::string const&) { return number; });
    io.emit("news", "today", 1);
}

void ask(sio::client_socket const& who) {
    who.emit_with_ack<int>("question", 1)([](sio::error_code, int) {});
}
