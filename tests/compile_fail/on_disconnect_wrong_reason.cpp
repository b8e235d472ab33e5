// SPDX-License-Identifier: MIT
// expect: a handler of a disconnect takes a socketiota::socket, then a
// socketiota::disconnect_reason
#include <socketiota/server.hpp>

#include <string>

namespace sio = socketiota;

void test(sio::server& io) {
#ifdef BAD
    io.on_disconnect([](sio::socket const&, std::string const&) {}); // here
#else
    io.on_disconnect([](sio::socket const&, sio::disconnect_reason) {});
    io.on_disconnect([](sio::disconnect_reason) {});
    io.on_disconnect([] {});
#endif
}
