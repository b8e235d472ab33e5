// SPDX-License-Identifier: MIT
// expect: an argument of emit or emit_with_ack cannot be sent
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
    socket.emit(tell, secret()); // here
#else
    socket.emit(say, secret().number());
#endif
}
