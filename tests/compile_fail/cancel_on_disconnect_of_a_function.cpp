// SPDX-License-Identifier: MIT
// expect: cancel_on_disconnect takes a coroutine
#include "socket.hpp"

#include <socketiota/cancel_on_disconnect.hpp>

void test(test_socket const& socket) {
#ifdef BAD
    socket.on("add", sio::cancel_on_disconnect([](int a, int b) { return a + b; })); // here
#else
    socket.on("add", sio::cancel_on_disconnect(
                         [](int a, int b) -> net::awaitable<int> { co_return a + b; }));
#endif
}
