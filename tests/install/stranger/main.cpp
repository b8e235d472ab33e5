// SPDX-License-Identifier: MIT
#include <socketiota/server.hpp>
#include <socketiota/test_server.hpp>

#include <iostream>
#include <string>
#include <utility>

namespace sio = socketiota;

#ifndef CLIENT_FOLDER // pkg-config has a variable for it
#define CLIENT_FOLDER ""
#endif

// Uses enough of the public API to notice a header or a symbol that is missing, then serves. With
// an argument, the client files are those that the build knew of.
int main(int count, char**) {
    auto const install = [](sio::server& io) {
        io.on("hello", [](std::string const& name) { return "hello " + name; });
        io.on_connection([](sio::socket const& who) {
            who.join("all");
            who.data().set("seen", sio::array(1, "two", nullptr));
        });
    };
    sio::test_server net;
    install(net.io());
    if (net.connect().emit_with_ack("hello", "Ann").get<std::string>() != "hello Ann")
        return 1;

    sio::server_options options;
    if (count > 1)
        options.client_folder = CLIENT_FOLDER;
    sio::server io(std::move(options));
    install(io);
    io.on("stop", [&io] { io.stop(); });
    io.listen(0);
    std::cout << io.port() << std::endl;
    io.run();
}
