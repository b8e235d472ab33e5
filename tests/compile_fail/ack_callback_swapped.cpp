// SPDX-License-Identifier: MIT
// expect: this callback cannot be called: it takes a socketiota::error_code first
#include "socket.hpp"

void test(test_socket const& socket) {
#ifdef BAD
    socket.emit_with_ack<int>("add", 1, 2)([](int, sio::error_code) {}); // here
#else
    socket.emit_with_ack<int>("add", 1, 2)([](sio::error_code, int) {});
#endif
}
