// SPDX-License-Identifier: MIT
// expect: this answer cannot be received
#include "socket.hpp"

class secret {
public:
    int number() const { return number_; }

private:
    int number_ = 1;
};

void test(test_socket const& socket) {
#ifdef BAD
    socket.emit_with_ack<secret>("get")([](sio::error_code, secret) {}); // here
#else
    socket.emit_with_ack<int>("get")([](sio::error_code, int) {});
#endif
}
