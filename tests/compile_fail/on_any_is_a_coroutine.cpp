// SPDX-License-Identifier: MIT
// expect: this handler cannot be a coroutine: a socketiota::incoming is gone
#include <socketiota/socket.hpp>

#include <boost/asio/awaitable.hpp>

#include <string>

namespace sio = socketiota;
namespace net = boost::asio;

net::awaitable<void> note(std::string name);

void test(sio::socket const& socket) {
#ifdef BAD
    socket.on_any([](sio::incoming event) -> net::awaitable<void> { // here
        co_await note(std::string(event.name()));
    });
#else
    socket.on_any([](sio::socket) -> net::awaitable<void> { co_await note("anything"); });
#endif
}
