// SPDX-License-Identifier: MIT
// expect: this type cannot be sent
#include "socket.hpp"

class secret {
public:
    explicit secret(int given) : number_(given) {}

    int number() const { return number_; }

private:
    int number_;
};

struct outer {
    int id;
    secret inner;
};

void test(test_socket const& socket) {
#ifdef BAD
    socket.emit("outer", outer{1, secret(2)}); // here
#else
    socket.emit("outer", 1);
#endif
}
