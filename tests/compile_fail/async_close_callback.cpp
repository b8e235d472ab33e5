// SPDX-License-Identifier: MIT
// expect: this callback cannot be called: it takes a socketiota::error_code first
#include <socketiota/server.hpp>

namespace sio = socketiota;

void test(sio::server& io) {
#ifdef BAD
    io.async_close([](int) {}); // here
#else
    io.async_close([](sio::error_code) {});
#endif
}
