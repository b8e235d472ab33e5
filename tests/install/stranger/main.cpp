// SPDX-License-Identifier: MIT
#include "handlers.hpp"

#include <socketiota/server.hpp>

#include <iostream>
#include <utility>

namespace sio = socketiota;

#ifndef CLIENT_FOLDER // pkg-config has a variable for it
#define CLIENT_FOLDER ""
#endif

// Uses enough of the public API to notice a header or a symbol that is missing, then serves. With
// an argument, the client files are those that the build knew of.
int main(int count, char**) {
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
