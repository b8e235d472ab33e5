// SPDX-License-Identifier: MIT
// expect: an argument of emit_with_ack refers to something that may be gone
#include "socket.hpp"

#include <string>
#include <string_view>
#include <vector>

void test(test_socket const& socket) {
#ifdef BAD
    auto operation = socket.emit_with_ack<int>("all", std::vector<std::string_view>{"a"}); // here
#else
    auto operation =
        socket.emit_with_ack<int>("all", std::vector<std::string>{"a"}, std::string_view("b"));
#endif
    (void)operation;
}
