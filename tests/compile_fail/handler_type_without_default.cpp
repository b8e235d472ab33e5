// SPDX-License-Identifier: MIT
// expect: a parameter of this handler has no default constructor
// alone: specialises a template of socketiota
#include "socket.hpp"

struct amount {
    explicit amount(int given) : cents(given) {}

    int cents;
};

template <>
struct sio::codec<amount> {
    static bool decode(reader& from, amount& into) { return sio::decode(from, into.cents); }
};

void test(test_socket const& socket) {
#ifdef BAD
    socket.on("pay", [](amount) {}); // here
#else
    socket.on("pay", [](int) {});
#endif
}
