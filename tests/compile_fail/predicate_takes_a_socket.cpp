// SPDX-License-Identifier: MIT
// expect: server::of takes a name, a socketiota::nsp_pattern, or a function of the name
#include <socketiota/server.hpp>

#include <string_view>

namespace sio = socketiota;

void test(sio::server& io) {
#ifdef BAD
    io.of([](std::string_view, sio::socket const& who) { return who.connected(); }); // here
#else
    io.of([](std::string_view, sio::handshake const& request) { return request.secure(); });
#endif
}
