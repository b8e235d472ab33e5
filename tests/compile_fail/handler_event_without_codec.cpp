// SPDX-License-Identifier: MIT
// expect: a parameter of this handler cannot be received
#include "socket.hpp"

class secret {
public:
    int number() const { return number_; }

private:
    int number_ = 1;
};

inline constexpr sio::event<"tell", void(secret)> tell{};
inline constexpr sio::event<"say", void(int)> say{};

void test(test_socket const& socket) {
#ifdef BAD
    socket.on(tell, [](secret) {}); // here
#else
    socket.on(say, [](int) {});
#endif
}
