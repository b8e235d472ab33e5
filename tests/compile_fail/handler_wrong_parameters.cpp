// SPDX-License-Identifier: MIT
// expect: this handler does not take the parameters of the typed event
#include "socket.hpp"

#include <string>

inline constexpr sio::event<"add", int(int, int)> add{};

void test(test_socket const& socket) {
#ifdef BAD
    socket.on(add, [](std::string) { return 1; }); // here
#else
    socket.on(add, [](test_socket, int left, long right) { return left + right; });
#endif
}
