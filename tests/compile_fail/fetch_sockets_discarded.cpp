// SPDX-License-Identifier: MIT
// expect: unused-result
#include <socketiota/nsp.hpp>

#include <boost/asio/detached.hpp>

void test(socketiota::nsp const& nsp) {
#ifdef BAD
    nsp.fetch_sockets(); // here
#else
    nsp.fetch_sockets(boost::asio::detached);
    nsp.to("room").fetch_sockets()(boost::asio::detached);
#endif
}
