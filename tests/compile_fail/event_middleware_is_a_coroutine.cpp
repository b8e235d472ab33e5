// SPDX-License-Identifier: MIT
// expect: it cannot be a coroutine, because the event is gone when that goes on
#include <socketiota/socket.hpp>

#include <boost/asio/awaitable.hpp>

namespace sio = socketiota;
namespace net = boost::asio;

void test(sio::socket const& socket) {
#ifdef BAD
    socket.use([](sio::incoming const&) -> net::awaitable<sio::verdict> { // here
        co_return sio::verdict::accept();
    });
#else
    socket.use([](sio::incoming const&) { return sio::verdict::accept(); });
#endif
}
