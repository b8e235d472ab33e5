// SPDX-License-Identifier: MIT
// expect: this_is_no_event_use_on_disconnect()
// clang++: in a note
#include <socketiota/server.hpp>

#include <string>
#include <string_view>

namespace sio = socketiota;

void test([[maybe_unused]] sio::server& io, [[maybe_unused]] sio::socket const& socket) {
#ifdef BAD
    socket.on("disconnect", [] {}); // here
#else
    socket.on("disconnected", [] {});
#endif
}
