// SPDX-License-Identifier: MIT
// expect: a handler of a route returns a socketiota::http_response
#include <socketiota/server.hpp>

#include <string>

namespace sio = socketiota;

void test(sio::server& io) {
#ifdef BAD
    io.http().get("/", [](sio::http_request const&) { return std::string("text"); }); // here
#else
    io.http().get("/", [](sio::http_request const&) { return sio::http_response::text("text"); });
#endif
}
