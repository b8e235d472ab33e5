// SPDX-License-Identifier: MIT
// expect: sockets of all namespaces of a parent cannot be counted
#include <socketiota/server.hpp>

namespace sio = socketiota;

void test(sio::server& io) {
    auto const rooms = io.of(sio::nsp_pattern("/room-*"));
#ifdef BAD
    rooms.count_sockets(); // here
#else
    rooms.emit("e");
    static_cast<void>(io.of("/room-1").count_sockets());
#endif
}
