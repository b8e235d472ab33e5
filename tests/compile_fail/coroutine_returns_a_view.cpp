// SPDX-License-Identifier: MIT
// expect: a coroutine handler returns an owning value
#include "socket.hpp"

#include <string>
#include <string_view>

void test(test_socket const& socket) {
#ifdef BAD
    auto const load = [](std::string key) -> net::awaitable<std::string_view> { co_return key; };
    socket.on("load", load); // here
#else
    socket.on("load", [](std::string key) -> net::awaitable<std::string> { co_return key; });
#endif
}
