// SPDX-License-Identifier: MIT
// expect: unused-result
#include "socket.hpp"

void test(test_socket const& socket) {
#ifdef BAD
    socket.emit_with_ack<int>("add", 1, 2); // here
#else
    socket.emit_with_ack<int>("add", 1, 2)(net::detached);
#endif
}
