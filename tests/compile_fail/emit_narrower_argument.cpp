// SPDX-License-Identifier: MIT
// expect: the arguments of emit are not those of the typed event
#include "socket.hpp"

inline constexpr sio::event<"add", int(int, int)> add{};

void test(test_socket const& socket) {
#ifdef BAD
    socket.emit(add, 1.5, 2); // here
#else
    socket.emit(add, 1L, 2);
#endif
}
