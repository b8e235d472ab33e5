// SPDX-License-Identifier: MIT
// expect: functions of C++ cannot be compared
#include <socketiota/server.hpp>

namespace sio = socketiota;

void test(sio::server const& io) {
    auto const hello = [] {};
    auto const kept = io.on("hello", hello);
#ifdef BAD
    io.off("hello", hello); // here
#else
    io.off(kept);
#endif
}
