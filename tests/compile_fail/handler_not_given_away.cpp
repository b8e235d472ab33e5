// SPDX-License-Identifier: MIT
// expect: this function cannot be copied: give it away with std::move
#include "socket.hpp"

#include <memory>
#include <utility>

void test(test_socket const& socket) {
    auto handler = [kept = std::make_unique<int>(1)] { return *kept; };
#ifdef BAD
    socket.on("get", handler); // here
#else
    socket.on("get", std::move(handler));
#endif
}
