// SPDX-License-Identifier: MIT
// expect: a middleware takes a socketiota::socket& and returns a socketiota::verdict
#include <socketiota/server.hpp>

#include <string>

namespace sio = socketiota;

void test(sio::server& io) {
#ifdef BAD
    io.use([](sio::socket&) { return std::string("no"); }); // here
#else
    io.use([](sio::socket&) { return sio::verdict::accept(); });
#endif
}
