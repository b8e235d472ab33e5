// SPDX-License-Identifier: MIT
// expect: a parameter of this handler cannot be received
#include "socket.hpp"

class secret {
    int number = 1;
};

void test(test_socket const& socket) {
#ifdef BAD
    socket.on("secret", [](secret) {});
#else
    socket.on("secret", [](int) {});
#endif
}
