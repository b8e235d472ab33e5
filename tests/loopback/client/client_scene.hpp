// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/client.hpp>
#include <socketiota/server.hpp>

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace socketiota::test {

/// A server and a client of it on one event loop, which a test runs until what it waits for has
/// happened. A test that waits for what never comes ends by the time limit of its ctest.
class client_scene {
public:
    explicit client_scene(server_options options = {}) {
        options.serve_client = false;
        options.log = [](log_level, std::string_view) {};
        io.emplace(context, std::move(options));
        io->on("echo", [](arguments all) { return all; });
        io->on("say", [](socket const& who, arguments const& all) { who.emit("said", all); });
        io->on("leave me", [](socket const& who) { who.disconnect(); });
        io->on("ask me", [](socket const& who) {
            who.emit_with_ack<int>("question", 20)([who](error_code failure, int answer) {
                who.emit("heard", failure ? -1 : answer);
            });
        });
        io->of("/private").use([](socket const&) { return verdict::reject("members only", 7); });
        io->listen("127.0.0.1", 0);
        url = "http://127.0.0.1:" + std::to_string(io->port());
    }

    /// Quick to come back.
    [[nodiscard]] static client_options quick() {
        client_options options;
        options.reconnection_delay = std::chrono::milliseconds(1);
        options.reconnection_delay_max = std::chrono::milliseconds(5);
        options.seed = 1;
        return options;
    }

    void connect(client_options options = quick(), std::string_view nsp = "/") {
        one.emplace(context, url, std::move(options));
        me.emplace(one->socket(nsp));
    }

    template <class Condition>
    void until(Condition const& holds) {
        while (!holds())
            context.run_one();
    }

    void until_connected() {
        until([this] { return me->connected(); });
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
    std::optional<client> one;
    std::optional<client_socket> me; // of `one`, which it may outlive
};

} // namespace socketiota::test
