// SPDX-License-Identifier: MIT
// expect: a parameter of this handler cannot be received
#include "socket.hpp"

class secret {
public:
    int number() const { return number_; }

private:
    int number_ = 1;
};

void test(test_socket const& socket) {
#ifdef BAD
    socket.on("secret", [](secret) {}); // here
#else
    socket.on("secret", [](int) {});
#endif
}
