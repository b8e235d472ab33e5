// SPDX-License-Identifier: MIT
// expect: this name is reserved and cannot be an event
#include "socket.hpp"

#ifdef BAD
inline constexpr sio::event<"disconnect", void()> ended{}; // here
#else
inline constexpr sio::event<"disconnected", void()> ended{};
#endif

void test(test_socket const& socket) { socket.emit(ended); }
