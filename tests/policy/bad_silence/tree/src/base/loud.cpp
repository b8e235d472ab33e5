// SPDX-License-Identifier: MIT
#include <iostream>

// std::abort() in a comment ends nothing.
void loud(machine& one) {
    one.abort();
    log("std::cout << is text here");
    std::cerr << "printed";
    std::fprintf(file, "printed");
    if (one.broken()) { std::exit(1); }
    std::terminate();
    ::_exit(2);
    std::snprintf(buffer, size, "formatted, not printed");
}
