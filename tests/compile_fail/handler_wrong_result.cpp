// SPDX-License-Identifier: MIT
// expect: this handler does not answer with the result of the typed event
#include "socket.hpp"

#include <string>

inline constexpr sio::event<"add", int(int, int)> add{};

void test(test_socket const& socket) {
#ifdef BAD
    socket.on(add, [](int, int) { return std::string("three"); }); // here
#else
    socket.on(add, [](int left, int right) { return left + right; });
#endif
}
