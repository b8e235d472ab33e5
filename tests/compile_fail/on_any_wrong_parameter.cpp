// SPDX-License-Identifier: MIT
// expect: a handler of any event takes a socketiota::socket, then a socketiota::incoming
#include <socketiota/server.hpp>

#include <string>

namespace sio = socketiota;

void test(sio::server& io) {
#ifdef BAD
    io.on_any([](std::string const&) {}); // here
#else
    io.on_any([](sio::incoming const&) {});
#endif
}
