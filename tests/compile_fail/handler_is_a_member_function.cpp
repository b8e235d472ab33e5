// SPDX-License-Identifier: MIT
// expect: a member function needs its object
#include "socket.hpp"

struct counter {
    int add(int more) { return total += more; }

    int total = 0;
};

void test(test_socket const& socket, counter& all) {
    all.add(1);
#ifdef BAD
    socket.on("add", &counter::add); // here
#else
    socket.on("add", [&all](int more) { return all.add(more); });
#endif
}
