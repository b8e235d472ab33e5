// SPDX-License-Identifier: MIT
// expect: a handler of a connection takes a socketiota::socket, or nothing
#include <socketiota/server.hpp>

namespace sio = socketiota;

void test(sio::server& io) {
#ifdef BAD
    io.on_connection([](int) {}); // here
#else
    io.on_connection([](sio::socket) {});
#endif
}
