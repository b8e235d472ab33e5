// SPDX-License-Identifier: MIT
// Engine.IO alone: sends back what comes, over whatever transport. For clients of engine.io-client:
//     new Socket("ws://localhost:3003").on("message", (data) => console.log(data)).send("hi")
#include <socketiota/engine_server.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <cstddef>
#include <iostream>
#include <span>
#include <string>
#include <string_view>

namespace net = boost::asio;
namespace sio = socketiota;

/// One number after the other, each when the one before has left.
net::awaitable<void> count_to_three(sio::engine_session session) {
    for (char const* const number : {"one", "two", "three"})
        co_await session.async_send(number);
    session.send("that is all");
}

int main(int count, char** arguments) {
    sio::engine_server engine({.shards = count > 1 ? std::stoul(arguments[1]) : 1});
    engine.on_connection([](sio::engine_session const& session) {
        session.send("welcome");
        session.on_text([session](std::string_view text) {
            if (text == "count")
                net::co_spawn(session.get_executor(), count_to_three(session), net::detached);
            else
                session.send(text);
        });
        session.on_binary(
            [session](std::span<std::byte const> octets) { session.send(sio::bytes(octets)); });
    });
    engine.listen(3003);
    std::cout << "engine is on ws://localhost:3003, for clients of engine.io-client" << std::endl;
    engine.run();
}
