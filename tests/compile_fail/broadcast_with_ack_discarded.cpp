// SPDX-License-Identifier: MIT
// expect: unused-result
#include <socketiota/server.hpp>

#include <boost/asio/detached.hpp>

void test(socketiota::server const& io) {
#ifdef BAD
    io.emit_with_ack<int>("vote", 1); // here
#else
    io.emit_with_ack<int>("vote", 1)(boost::asio::detached);
#endif
}
