// SPDX-License-Identifier: MIT
// expect: this callback cannot be called: it takes a socketiota::error_code first
#include <socketiota/server.hpp>

#include <vector>

namespace sio = socketiota;

void test(sio::server const& io) {
#ifdef BAD
    io.fetch_sockets([](std::vector<sio::remote_socket>, sio::error_code) {}); // here
#else
    io.fetch_sockets([](sio::error_code, std::vector<sio::remote_socket>) {});
#endif
}
