// SPDX-License-Identifier: MIT
// expect: a reply is taken by value
#include "socket.hpp"

void test(test_socket const& socket) {
#ifdef BAD
    socket.on("late", [](sio::reply<bool>& done) { done(true); }); // here
#else
    socket.on("late", [](sio::reply<bool> done) { done(true); });
    socket.on("late", [](sio::reply<bool> const& done) { done(true); });
#endif
}
