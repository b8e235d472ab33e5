// SPDX-License-Identifier: MIT
// expect: a coroutine handler takes owning parameters only
#include "socket.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

void test(test_socket const& socket) {
#ifdef BAD
    using views = std::optional<std::vector<std::string_view>>;
    socket.on("load", [](views) -> net::awaitable<void> { co_return; }); // here
#else
    socket.on("load",
              [](std::optional<std::vector<std::string>>) -> net::awaitable<void> { co_return; });
#endif
}
