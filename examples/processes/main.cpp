// SPDX-License-Identifier: MIT
// Several processes of one machine as one server: who is connected to any of them hears everybody.
//     ./processes 3000 & ./processes 3001 &
//     io("http://localhost:3000").on("said", console.log)
//     io("http://localhost:3001").emit("say", "hello")
#include "datagram_carrier.hpp"

#include <socketiota/server.hpp>

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>

namespace sio = socketiota;

int main(int count, char** arguments) {
    std::filesystem::path const folder =
        count > 3 ? std::filesystem::path(arguments[3])
                  : std::filesystem::temp_directory_path() / "socketiota-processes";
    sio::server io({.adapter = sio::cluster_adapter(std::make_shared<datagram_carrier>(folder)),
                    .static_folder = EXAMPLE_PUBLIC_FOLDER,
                    .shards = count > 2 ? std::stoul(arguments[2]) : 1});
    io.on("say", [&io](std::string text) { io.emit("said", text); });
    io.on("who", [&io]() -> boost::asio::awaitable<std::size_t> {
        co_return (co_await io.fetch_sockets()).size(); // of all processes
    });
    io.on("servers", [&io]() -> boost::asio::awaitable<std::size_t> {
        co_return co_await io.count_servers();
    });
    io.listen(sio::parse_port(count > 1 ? arguments[1] : "3000"));
    std::cout << "processes is on http://localhost:" << io.port() << std::endl;
    io.run();
}
