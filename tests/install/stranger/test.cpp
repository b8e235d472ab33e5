// SPDX-License-Identifier: MIT
// A stranger's test: the server in memory, from the library of the test kit.
#include "handlers.hpp"

#include <socketiota/server.hpp>
#include <socketiota/test_server.hpp>

#include <chrono>
#include <iostream>
#include <string>

namespace sio = socketiota;

int main() {
    using namespace std::chrono_literals;
    sio::test_server net;
    install(net.io());
    if (net.connect().emit_with_ack("hello", "Ann").get<std::string>() != "hello Ann")
        return 1;

    net.io().on("say", [](sio::socket me, std::string text) { me.broadcast().emit("line", text); });
    auto const ann = net.connect();
    auto const bob = net.connect();
    ann.emit("say", "hello");
    net.pass(60s); // heartbeats come and go
    std::string const heard = bob.take().get<std::string>();
    std::cout << heard << '\n';
    return heard == "hello" ? 0 : 1;
}
