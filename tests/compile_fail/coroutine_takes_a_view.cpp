// SPDX-License-Identifier: MIT
// expect: a coroutine handler takes owning parameters only
#include "socket.hpp"

#include <string>
#include <string_view>

void test(test_socket const& socket) {
#ifdef BAD
    socket.on("load", [](std::string_view) -> net::awaitable<void> { co_return; }); // here
#else
    socket.on("load", [](std::string) -> net::awaitable<void> { co_return; });
#endif
}
