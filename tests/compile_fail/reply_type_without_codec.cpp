// SPDX-License-Identifier: MIT
// expect: a value of this reply cannot be sent
#include "socket.hpp"

class secret {
public:
    int number() const { return number_; }

private:
    int number_ = 1;
};

void test(test_socket const& socket) {
#ifdef BAD
    socket.on("get", [](sio::reply<secret> done) { done(secret()); }); // here
#else
    socket.on("get", [](sio::reply<int> done) { done(1); });
#endif
}
