// SPDX-License-Identifier: MIT
// expect: the parameters of this handler are not known
#include "socket.hpp"

#include <string>

void test(test_socket const& socket) {
#ifdef BAD
    socket.on("any", [](auto) {}); // here
#else
    socket.on("any", [](std::string) {});
#endif
}
