// SPDX-License-Identifier: MIT
// expect: this function cannot be a coroutine: nobody would run it
#include <socketiota/websocket_connection.hpp>

#include <boost/asio/awaitable.hpp>

#include <string_view>

namespace sio = socketiota;
namespace net = boost::asio;

net::awaitable<void> note(std::string_view text);

void test(sio::websocket_connection const& peer) {
#ifdef BAD
    peer.on_text(note); // here
#else
    peer.on_text([&peer](std::string_view text) { peer.send(text); });
#endif
}
