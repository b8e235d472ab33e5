// SPDX-License-Identifier: MIT
// expect: an argument of emit or emit_with_ack cannot be sent
#include "socket.hpp"

class secret {
public:
    explicit secret(int given) : number_(given) {}

    int number() const { return number_; }

private:
    int number_;
};

void test(test_socket const& socket) {
#ifdef BAD
    socket.emit("secret", secret(1)); // here
#else
    socket.emit("secret", 1);
#endif
}
