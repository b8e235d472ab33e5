// SPDX-License-Identifier: MIT
// expect: the arguments of emit are not those of the typed event
#include "socket.hpp"

#include <string>

inline constexpr sio::event<"say", void(std::string, std::string)> say{};

void test(test_socket const& socket) {
#ifdef BAD
    socket.emit(say, 1, 2); // here
#else
    socket.emit(say, "one", "two");
#endif
}
