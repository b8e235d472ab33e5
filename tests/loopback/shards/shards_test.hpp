// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/engine_server.hpp>

#include <boost/asio/ip/address_v4.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <cstddef>
#include <filesystem>
#include <iterator>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <support/blocking_websocket.hpp>
#include <unistd.h>

namespace socketiota::test {

/// What the process has of something that the kernel counts: `fd`, `task`.
inline std::size_t held_by_process(std::string_view what) {
    std::filesystem::directory_iterator const all("/proc/self/" + std::string(what));
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

inline engine_server_options of_shards(std::size_t count) {
    engine_server_options options;
    options.shards = count;
    options.log = [](log_level level, std::string_view line) {
        EXPECT_NE(level, log_level::error) << line;
    };
    return options;
}

/// An echo on several shards, which a thread runs.
class shards_test : public testing::Test {
protected:
    static constexpr std::size_t shards = 4;

    void TearDown() override { end(); }

    void start(engine_server_options const& options) {
        io.emplace(options);
        io->on_connection([this](engine_session const& session) { on_session(session); });
        io->listen({boost::asio::ip::address_v4::loopback(), 0});
        run();
    }

    void run() {
        runner = std::thread([this] { io->run(); });
    }

    void end() {
        if (io)
            io->stop();
        if (runner.joinable())
            runner.join();
    }

    /// A client that has been answered.
    std::unique_ptr<blocking_websocket> connect() {
        auto client = std::make_unique<blocking_websocket>(io->port(), "/engine.io/");
        EXPECT_NE(client->next(), "");
        return client;
    }

    /// Says so much to it and gets it back: what it is answered with, "thread:text".
    static std::string ask(blocking_websocket& client, std::string_view text) {
        client.say("4" + std::string(text));
        return client.next();
    }

    /// Clients until each shard has one, by the thread that answers them.
    std::map<std::string, std::unique_ptr<blocking_websocket>> one_on_each() {
        std::map<std::string, std::unique_ptr<blocking_websocket>> found;
        while (found.size() < shards) {
            auto client = connect();
            std::string const answer = ask(*client, "who");
            found.emplace(answer.substr(0, answer.find(':')), std::move(client));
        }
        return found;
    }

    static std::string thread_name() {
        std::string name(16, '\0');
        ::pthread_getname_np(::pthread_self(), name.data(), name.size());
        name.resize(name.find('\0'));
        return name;
    }

    virtual void on_text(engine_session const& from, std::string_view text) {
        from.send(thread_name() + ':' + std::string(text));
    }

    void on_session(engine_session const& session) {
        ++opened;
        session.on_text([this, session](std::string_view text) { on_text(session, text); });
        session.on_close([this](std::string_view) { ++closed; });
    }

    /// Of the test, without those of a server; Asio may have some of its own, and ThreadSanitizer
    /// starts one beside the first that there is.
    std::size_t const other_threads = [] {
        std::filesystem::path first;
        std::thread([&first] { first = "/proc/self/task/" + std::to_string(::gettid()); }).join();
        while (std::filesystem::exists(first)) { // the kernel takes it away a little later
        }
        return held_by_process("task");
    }();
    std::optional<engine_server> io;
    std::thread runner;
    std::atomic<std::size_t> opened = 0;
    std::atomic<std::size_t> closed = 0;
};

} // namespace socketiota::test
