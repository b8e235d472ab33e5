// SPDX-License-Identifier: MIT
// expect: what this handler returns cannot be sent
#include "socket.hpp"

class secret {
    int number = 1;
};

void test(test_socket const& socket) {
#ifdef BAD
    socket.on("secret", [] { return secret(); });
#else
    socket.on("secret", [] { return 1; });
#endif
}
