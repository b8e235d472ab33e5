// SPDX-License-Identifier: MIT
// expect: this_is_no_event_use_on_connection_of_the_server_or_namespace()
// clang++: in a note
#include <socketiota/server.hpp>

#include <string>
#include <string_view>

namespace sio = socketiota;

void test([[maybe_unused]] sio::server& io, [[maybe_unused]] sio::socket const& socket) {
#ifdef BAD
    io.on("connection", [](sio::socket const&) {}); // here
#else
    io.on(std::string_view("connection"), [](sio::socket const&) {});
#endif
}
