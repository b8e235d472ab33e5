// SPDX-License-Identifier: MIT
// expect: this function cannot be a coroutine: nobody would run it
#include <socketiota/nsp.hpp>

#include <boost/asio/awaitable.hpp>

#include <string>

namespace sio = socketiota;
namespace net = boost::asio;

net::awaitable<void> note(std::string room);

void test(sio::nsp const& chat) {
#ifdef BAD
    chat.on_room_created(note); // here
#else
    chat.on_room_created([](std::string const&) {});
#endif
}
