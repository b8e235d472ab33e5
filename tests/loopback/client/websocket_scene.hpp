// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/server.hpp>
#include <socketiota/websocket_client.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace socketiota::test {

/// A server with plain WebSockets and a client of it on one event loop, which a test runs until
/// what it waits for has happened. A test that waits for what never comes ends by the time limit
/// of its ctest.
class websocket_scene {
public:
    websocket_scene() {
        server_options options;
        options.serve_client = false;
        options.log = [](log_level, std::string_view) {};
        io.emplace(context, std::move(options));
        websocket_options plain;
        plain.subprotocols = {"chat.v1", "chat.v2"};
        plain.per_message_deflate = deflate_options{.threshold = 0};
        io->websocket(
            "/echo", [this](websocket_connection peer) { echo(std::move(peer)); }, plain);
        io->websocket("/closes", [](websocket_connection const& peer) {
            peer.send("first");
            peer.close(4321, "enough");
        });
        io->listen("127.0.0.1", 0);
        url = "ws://127.0.0.1:" + std::to_string(io->port());
    }

    void make(std::string_view path = "/echo", websocket_client_options options = {}) {
        one.emplace(context, url + std::string(path), std::move(options));
    }

    template <class Condition>
    void until(Condition const& holds) {
        while (!holds())
            context.run_one();
    }

    /// Runs a coroutine to its end, and throws what it throws.
    void run(boost::asio::awaitable<void> work) {
        std::exception_ptr failure;
        bool is_over = false;
        boost::asio::co_spawn(context, std::move(work), [&](std::exception_ptr what) {
            failure = std::move(what);
            is_over = true;
        });
        until([&] { return is_over; });
        if (failure)
            std::rethrow_exception(failure);
    }

    /// Ends what is there, and runs until nothing is left to do.
    void run_out() {
        one.reset();
        io.reset();
        context.run();
    }

    boost::asio::io_context context{1};
    std::optional<server> io;
    std::string url;
    std::optional<websocket_client> one;
    std::vector<std::string> ends; // of connections, as the server has heard of them

private:
    void echo(websocket_connection peer) {
        peer.on_text([peer](std::string_view text) { peer.send(text); });
        peer.on_binary([peer](std::span<std::byte const> octets) { peer.send(octets); });
        peer.on_close([this](std::uint16_t code, std::string_view reason) {
            ends.push_back(std::to_string(code) + ' ' + std::string(reason));
        });
    }
};

} // namespace socketiota::test
