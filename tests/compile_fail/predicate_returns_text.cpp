// SPDX-License-Identifier: MIT
// expect: server::of takes a name, a socketiota::nsp_pattern, or a function of the name
#include <socketiota/server.hpp>

#include <string>
#include <string_view>

namespace sio = socketiota;

void test(sio::server& io) {
#ifdef BAD
    io.of([](std::string_view) { return std::string("no"); }); // here
#else
    io.of([](std::string_view name) { return name.starts_with("/a-"); });
#endif
}
