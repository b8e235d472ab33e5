// SPDX-License-Identifier: MIT
// expect: an answer is an owning value
#include "socket.hpp"

#include <string>
#include <string_view>

void test(test_socket const& socket) {
#ifdef BAD
    auto operation = socket.emit_with_ack<std::string_view>("name"); // here
#else
    auto operation = socket.emit_with_ack<std::string>("name");
#endif
    (void)operation;
}
