// SPDX-License-Identifier: MIT
// expect: sockets of all namespaces of a parent cannot be asked for answers
#include <socketiota/server.hpp>

namespace sio = socketiota;

void test(sio::server& io) {
    auto const rooms = io.of(sio::nsp_pattern("/room-*"));
#ifdef BAD
    rooms.to("a").emit_with_ack<int>("vote"); // here
#else
    rooms.to("a").emit("vote");
    static_cast<void>(io.of("/room-1").to("a").emit_with_ack<int>("vote"));
#endif
}
