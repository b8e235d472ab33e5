// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/server_options.hpp>

#include <gtest/gtest.h>

#include <cstdint>
#include <string_view>

#include <support/blocking_websocket.hpp>
#include <support/shards_under_test.hpp>

namespace socketiota::test {

/// Options of a server with a loop of its own that says nothing, and nothing wrong.
inline server_options quiet() {
    server_options options;
    options.serve_client = false;
    options.shards = shards_under_test();
    options.log = [](log_level level, std::string_view line) {
        EXPECT_NE(level, log_level::error) << line; // that a thread rule is broken, for example
    };
    return options;
}

/// A client that has joined `/`.
class blocking_client : public blocking_websocket {
public:
    explicit blocking_client(std::uint16_t port) : blocking_websocket(port, "/socket.io/") {
        next(); // the handshake of Engine.IO
        say("40");
        next();
    }
};

} // namespace socketiota::test
