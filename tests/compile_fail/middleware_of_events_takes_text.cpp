// SPDX-License-Identifier: MIT
// expect: a middleware of events takes a socketiota::incoming const&
#include <socketiota/server.hpp>

#include <string>

namespace sio = socketiota;

void test(sio::socket const& socket) {
#ifdef BAD
    socket.use([](std::string const&) { return sio::verdict::accept(); }); // here
#else
    socket.use([](sio::incoming const&) { return sio::verdict::accept(); });
#endif
}
