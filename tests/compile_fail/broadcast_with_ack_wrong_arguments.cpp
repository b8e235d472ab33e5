// SPDX-License-Identifier: MIT
// expect: the arguments of emit_with_ack are not those of the typed event
#include <socketiota/server.hpp>

#include <boost/asio/detached.hpp>

inline constexpr socketiota::event<"vote", int(std::string)> vote{};

void test(socketiota::server const& io) {
#ifdef BAD
    io.to("jury").emit_with_ack(vote, 1)(boost::asio::detached); // here
#else
    io.to("jury").emit_with_ack(vote, "cake")(boost::asio::detached);
    io.emit_with_ack(vote, "cake")(boost::asio::detached);
#endif
}
