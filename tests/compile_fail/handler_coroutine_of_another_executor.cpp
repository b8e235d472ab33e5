// SPDX-License-Identifier: MIT
// expect: a coroutine handler returns boost::asio::awaitable<T> with the default executor
#include "socket.hpp"

#include <boost/asio/io_context.hpp>

void test(test_socket const& socket) {
#ifdef BAD
    using executor = net::io_context::executor_type;
    socket.on("load", []() -> net::awaitable<int, executor> { co_return 1; }); // here
#else
    socket.on("load", []() -> net::awaitable<int> { co_return 1; });
#endif
}
