// SPDX-License-Identifier: MIT
// expect: a handler of an upgrade takes a socketiota::socket, then a socketiota::transport
#include <socketiota/server.hpp>

#include <string>

namespace sio = socketiota;

void test(sio::socket const& socket) {
#ifdef BAD
    socket.on_upgrade([](std::string) {}); // here
#else
    socket.on_upgrade([](sio::transport) {});
#endif
}
