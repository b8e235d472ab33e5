// SPDX-License-Identifier: MIT
// expect: what this handler returns cannot be sent
#include "socket.hpp"

class secret {
public:
    int number() const { return number_; }

private:
    int number_ = 1;
};

void test(test_socket const& socket) {
#ifdef BAD
    socket.on("secret", [] { return secret(); }); // here
#else
    socket.on("secret", [] { return 1; });
#endif
}
