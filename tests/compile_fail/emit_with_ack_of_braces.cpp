// SPDX-License-Identifier: MIT
// expect: destroys the struct twice if the call is awaited
#include "socket.hpp"

#include <string>

struct offer {
    int id = 0;
    std::string name{};
};

struct point {
    int x = 0;
    int y = 0;
};

inline constexpr sio::event<"match", bool(offer)> match;

#if __GNUC__ < 13 && !defined(__clang__)
#define WRONG                                                                                      \
    all = co_await socket.emit_with_ack<bool>("match", offer{1, name}) && all;                     \
    all = co_await socket.emit_with_ack(match, offer{1, name}) && all;
#else
#define WRONG                                                                                      \
    static_assert(sio::detail::braces_are_destroyed_twice,                                         \
                  "only g++ before 13 destroys the struct twice if the call is awaited");
#endif

net::awaitable<void> test(test_socket const& socket, std::string const& name) {
    offer const mine{1, name};
    bool all = co_await socket.emit_with_ack<bool>("match", mine);
    all = co_await socket.emit_with_ack(match, mine) && all;
    // What needs no destructor, and what has a constructor, may be made where it is used.
    all = co_await socket.emit_with_ack<bool>("at", point{1, 2}) && all;
    all = co_await socket.emit_with_ack<bool>("of", std::string(name)) && all;
#ifdef BAD
    WRONG // here
#endif
        co_return;
}
