// SPDX-License-Identifier: MIT
// expect: this handler does not answer with the result of the typed event
#include "socket.hpp"

#include <string>

inline constexpr sio::event<"say", void(std::string)> say{};

void test(test_socket const& socket) {
#ifdef BAD
    socket.on(say, [](std::string const& text) { return text.size(); }); // here
#else
    socket.on(say, [](std::string const&) {});
#endif
}
