// SPDX-License-Identifier: MIT
// expect: the arguments of emit_with_ack are not those of the typed event
#include "socket.hpp"

inline constexpr sio::event<"add", int(int, int)> add{};

void test(test_socket const& socket) {
#ifdef BAD
    auto operation = socket.emit_with_ack(add, 1); // here
#else
    auto operation = socket.emit_with_ack(add, 1, 2);
#endif
    (void)operation;
}
