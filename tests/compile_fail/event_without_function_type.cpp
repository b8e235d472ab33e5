// SPDX-License-Identifier: MIT
// expect: an event is declared with the type of a function
#include "socket.hpp"

#ifdef BAD
inline constexpr sio::event<"add", int> add{}; // here
#else
inline constexpr sio::event<"add", int()> add{};
#endif

void test(test_socket const&) { (void)add; }
