// SPDX-License-Identifier: MIT
// expect: a handler of a disconnect takes a socketiota::socket, then a
// socketiota::disconnect_reason
#include <socketiota/server.hpp>

namespace sio = socketiota;

void test(sio::socket const& socket) {
#ifdef BAD
    socket.on_disconnect([](sio::disconnect_reason, sio::socket const&) {}); // here
#else
    socket.on_disconnect([](sio::socket const&, sio::disconnect_reason) {});
#endif
}
