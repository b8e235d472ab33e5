// SPDX-License-Identifier: MIT
// expect: functions of C++ cannot be compared
#include <socketiota/server.hpp>

namespace sio = socketiota;

void test(sio::socket const& socket) {
    auto const hello = [] {};
    auto const kept = socket.on("hello", hello);
#ifdef BAD
    socket.off("hello", hello); // here
#else
    socket.off(kept);
#endif
}
