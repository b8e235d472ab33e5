// SPDX-License-Identifier: MIT
// expect: an argument of emit cannot be sent
#include "socket.hpp"

struct secret {
    secret(int given) : number(given) {}

private:
    int number;
};

void test(test_socket const& socket) {
#ifdef BAD
    socket.emit("secret", secret(1));
#else
    socket.emit("secret", 1);
#endif
}
