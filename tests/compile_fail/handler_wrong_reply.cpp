// SPDX-License-Identifier: MIT
// expect: this handler does not answer with the result of the typed event
#include "socket.hpp"

#include <string>

inline constexpr sio::event<"add", int(int, int)> add{};

void test(test_socket const& socket) {
#ifdef BAD
    socket.on(add, [](int, int, sio::reply<std::string> done) { done("three"); }); // here
#else
    socket.on(add, [](int left, int right, sio::reply<int> done) { done(left + right); });
#endif
}
