// SPDX-License-Identifier: MIT
// expect: a handler with a reply answers through it and returns nothing
#include "socket.hpp"

void test(test_socket const& socket) {
#ifdef BAD
    socket.on("twice", [](sio::reply<int> done) { // here
        done(1);
        return 2;
    });
#else
    socket.on("twice", [](sio::reply<int> done) { done(1); });
#endif
}
