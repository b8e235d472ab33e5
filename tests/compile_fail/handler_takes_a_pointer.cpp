// SPDX-License-Identifier: MIT
// expect: a parameter of this handler cannot be received
#include "socket.hpp"

#include <string>

void test(test_socket const& socket) {
#ifdef BAD
    socket.on("say", [](char const*) {}); // here
#else
    socket.on("say", [](std::string) {});
#endif
}
