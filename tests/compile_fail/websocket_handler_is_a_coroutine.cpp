// SPDX-License-Identifier: MIT
// expect: this function cannot be a coroutine: nobody would run it
#include <socketiota/server.hpp>

#include <boost/asio/awaitable.hpp>

#include <chrono>

namespace sio = socketiota;
namespace net = boost::asio;

void test(sio::server& io) {
#ifdef BAD
    io.websocket("/feed", [&io](sio::websocket_connection peer) -> net::awaitable<void> { // here
        co_await io.delay(std::chrono::seconds(1));
        peer.send("later");
    });
#else
    io.websocket("/feed", [](sio::websocket_connection peer) { peer.send("now"); });
#endif
}
