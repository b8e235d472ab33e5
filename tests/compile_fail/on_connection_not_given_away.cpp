// SPDX-License-Identifier: MIT
// expect: this function cannot be copied: give it away with std::move
#include <socketiota/server.hpp>

#include <memory>
#include <utility>

namespace sio = socketiota;

void test(sio::server const& io) {
    auto handler = [kept = std::make_unique<int>(1)](sio::socket who) { who.emit("n", *kept); };
#ifdef BAD
    io.on_connection(handler); // here
#else
    io.on_connection(std::move(handler));
#endif
}
