// SPDX-License-Identifier: MIT
// expect: the socket is the first parameter of a handler
#include <socketiota/server.hpp>

namespace sio = socketiota;

void test(sio::server& io) {
#ifdef BAD
    io.on("add", [](int, sio::socket const&) {}); // here
#else
    io.on("add", [](sio::socket const&, int) {});
#endif
}
