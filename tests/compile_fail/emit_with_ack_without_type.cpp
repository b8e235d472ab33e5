// SPDX-License-Identifier: MIT
// expect: say which type the answer has
#include "socket.hpp"

void test(test_socket const& socket) {
#ifdef BAD
    static_cast<void>(socket.emit_with_ack("question", 1)); // here
#else
    static_cast<void>(socket.emit_with_ack<int>("question", 1));
#endif
}
