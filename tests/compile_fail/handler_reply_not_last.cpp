// SPDX-License-Identifier: MIT
// expect: a reply is the last parameter of a handler
#include "socket.hpp"

void test(test_socket const& socket) {
#ifdef BAD
    socket.on("add", [](sio::reply<int> done, int a) { done(a); }); // here
#else
    socket.on("add", [](int a, sio::reply<int> done) { done(a); });
#endif
}
