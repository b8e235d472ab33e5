// SPDX-License-Identifier: MIT
// expect: a middleware takes a socketiota::socket& and returns a socketiota::verdict
#include <socketiota/server.hpp>

namespace sio = socketiota;

void test(sio::server const& io) {
#ifdef BAD
    io.use([](sio::socket&) {}); // here
#else
    io.use([](sio::socket&) { return sio::verdict::accept(); });
#endif
}
