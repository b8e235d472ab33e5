// SPDX-License-Identifier: MIT
// expect: this_is_no_event_use_on_connection_of_the_server_or_namespace_not_of_a_socket()
// clang++: in a note
#include <socketiota/server.hpp>

#include <string>
#include <string_view>

namespace sio = socketiota;

void test([[maybe_unused]] sio::server& io, [[maybe_unused]] sio::socket const& socket) {
#ifdef BAD
    socket.once("connect", [] {}); // here
#else
    std::string const name = "connection";
    socket.once(name, [] {});
#endif
}
