// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/engine_server.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <support/blocking_websocket.hpp>

namespace socketiota {

namespace asio = boost::asio;

using lines = std::vector<std::string>;

/// The public Engine.IO server on a context of the test, with clients on real sockets in the same
/// thread. A test that waits for what never comes ends by the time limit of its ctest.
class engine_server_on_one_shard : public testing::Test {
protected:
    /// Starts it on a free port. It writes down what it hears of sessions and keeps the latest.
    void start(engine_server_options options = {}) {
        options.log = [this](log_level, std::string_view line) { log_.emplace_back(line); };
        io_.emplace(context_, std::move(options));
        io_->on_metric([this](metric what) { counted_.push_back(what); });
        io_->on_connection([this](engine_session session) {
            kept_ = session;
            session.on_text([this](std::string_view text) { heard_.emplace_back(text); });
            session.on_binary([this](std::span<std::byte const> octets) {
                heard_.push_back("<" + std::to_string(octets.size()) + " octets>");
            });
            session.on_close([this](std::string_view reason) {
                heard_.push_back("closed: " + std::string(reason));
            });
        });
        io_->listen({asio::ip::address_v4::loopback(), 0});
    }

    /// Runs handlers until `done()`, then what is ready.
    template <class Predicate>
    void run_until(Predicate done) {
        while (!done()) {
            context_.restart();
            ASSERT_GT(context_.run_one(), 0U) << "there is nothing left that could happen";
        }
        settle();
    }

    /// Runs what is ready.
    void settle() {
        do
            context_.restart();
        while (context_.poll() > 0);
    }

    void hear(std::size_t count) {
        run_until([&] { return heard_.size() >= count; });
    }

    /// A WebSocket whose session has begun.
    test::blocking_websocket open() {
        std::size_t const before = io_->connections();
        test::blocking_websocket peer(io_->port(), "/engine.io/");
        run_until([&] { return io_->connections() > before; });
        opening_ = peer.next();
        EXPECT_THAT(opening_, testing::StartsWith("0{\"sid\":"));
        return peer;
    }

    asio::ip::tcp::socket connect() {
        asio::ip::tcp::socket peer(peers_);
        peer.connect({asio::ip::address_v4::loopback(), io_->port()});
        peer.non_blocking(true);
        return peer;
    }

    /// The answer to a request, up to `marker`.
    template <class Socket>
    std::string ask(Socket& peer, std::string_view request, std::string_view marker = "\r\n\r\n") {
        asio::write(peer, asio::buffer(request));
        std::string answer;
        while (answer.find(marker) == std::string::npos) {
            settle();
            std::string octets(65536, '\0');
            error_code failure;
            octets.resize(peer.read_some(asio::buffer(octets), failure));
            if (failure && failure != asio::error::would_block)
                break;
            answer += octets;
        }
        return answer;
    }

    /// The whole answer to a handshake over long-polling at `path`, with `more` lines in its head.
    std::string handshake(std::string_view path = "/engine.io/", std::string_view more = {}) {
        auto peer = connect();
        std::string request("GET ");
        request.append(path)
            .append("?EIO=4&transport=polling HTTP/1.1\r\nHost: h\r\nConnection: close\r\n")
            .append(more)
            .append("\r\n");
        return ask(peer, request, "none: until the end");
    }

    [[nodiscard]] std::size_t count_of(metric what) const {
        return static_cast<std::size_t>(std::count(counted_.begin(), counted_.end(), what));
    }

    asio::io_context peers_; // never run
    asio::io_context context_{1};
    lines heard_;
    lines log_;
    std::vector<metric> counted_;
    std::string opening_;
    std::optional<engine_session> kept_;
    std::optional<engine_server> io_; // sessions still end when it goes
};

} // namespace socketiota
