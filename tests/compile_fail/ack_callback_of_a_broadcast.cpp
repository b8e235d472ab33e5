// SPDX-License-Identifier: MIT
// expect: this callback cannot be called: it takes a socketiota::error_code first
#include <socketiota/server.hpp>

#include <vector>

namespace sio = socketiota;

void test(sio::server const& io) {
#ifdef BAD
    io.emit_with_ack<int>("vote")([](sio::error_code, int) {}); // here
#else
    io.emit_with_ack<int>("vote")([](sio::error_code, std::vector<int>) {});
#endif
}
