// SPDX-License-Identifier: MIT
// expect: rooms of all namespaces of a parent cannot be fetched
#include <socketiota/server.hpp>

namespace sio = socketiota;

void test(sio::server& io) {
    auto const rooms = io.of(sio::nsp_pattern("/room-*"));
#ifdef BAD
    rooms.fetch_rooms(); // here
#else
    rooms.emit("e");
    static_cast<void>(io.of("/room-1").fetch_rooms());
#endif
}
