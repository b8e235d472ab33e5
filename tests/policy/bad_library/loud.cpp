// SPDX-License-Identifier: MIT
#include <cstdio>
#include <cstdlib>
#include <iostream>

void loud(int count) {
    if (count == 0)
        std::abort();
    std::puts("printed");
    std::cout << count;
}
