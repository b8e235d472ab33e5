// SPDX-License-Identifier: MIT
// expect: say which type the answer has
#include <socketiota/server.hpp>

namespace sio = socketiota;

void test(sio::server const& io) {
#ifdef BAD
    static_cast<void>(io.emit_with_ack("vote")); // here
#else
    static_cast<void>(io.emit_with_ack<int>("vote"));
#endif
}
