// SPDX-License-Identifier: MIT
#pragma once

#include <gtest/gtest.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <http/front.hpp>
#include <support/counting_sink.hpp>
#include <support/manual_shard.hpp>
#include <support/memory_channel.hpp>

namespace socketiota::http {

/// Writes down what is said about an exchange, and then does what a test wants done in that moment.
class recording_listener final : public exchange_listener {
public:
    void on_body(std::span<std::byte> body) override {
        events.push_back("body:" +
                         std::string(reinterpret_cast<char const*>(body.data()), body.size()));
        if (then)
            then();
    }

    void on_body_too_large() override {
        events.emplace_back("too large");
        if (then)
            then();
    }

    void on_aborted() override {
        events.emplace_back("aborted");
        if (then)
            then();
    }

    std::vector<std::string> events;
    std::function<void()> then;
};

/// Writes down requests and lets a function of the test handle them.
class scripted_service final : public service {
public:
    void serve(exchange& request) override {
        served.push_back(std::string(request.request().method) + ' ' +
                         std::string(request.request().target));
        answer(request);
    }

    std::vector<std::string> served;
    std::function<void(exchange&)> answer = [](exchange& request) {
        request.respond(200, {}, "hi");
    };
};

using events_t = std::vector<std::string>;

/// A front with a scripted service, peers in memory, and time that passes by hand.
class http_test : public testing::Test {
protected:
    /// Not in the destructor: whom the front tells belongs to the derived fixture.
    void TearDown() override {
        front_.reset();
        shard_.settle();
    }

    front& the_front() {
        if (!front_)
            front_ = std::make_unique<front>(shard_.shared(), service_, options_, metrics_);
        return *front_;
    }

    std::shared_ptr<test::memory_peer> connect() {
        auto peer = std::make_shared<test::memory_peer>(shard_.context());
        the_front().accept(peer->server_end());
        shard_.settle();
        return peer;
    }

    void send(test::memory_peer& peer, std::string_view octets) {
        peer.send(octets);
        shard_.settle();
    }

    /// What came since the last call, without the Date lines, whose text is the wall clock's.
    std::string take(test::memory_peer& peer) {
        shard_.settle();
        std::string text = std::exchange(peer.received(), {});
        for (std::size_t at = text.find("Date: "); at != std::string::npos;
             at = text.find("Date: ", at))
            text.erase(at, text.find("\r\n", at) + 2 - at);
        return text;
    }

    /// One request on a fresh connection.
    std::string answer_to(std::string_view request) {
        auto const peer = connect();
        send(*peer, request);
        return take(*peer);
    }

    /// Whether the server's end is closed and nothing of the connection is left.
    static bool is_released(std::shared_ptr<test::memory_peer> const& peer) {
        return peer->closed_by_server() && peer.use_count() == 1;
    }

    test::manual_shard shard_;
    scripted_service service_;
    http_options options_;
    test::counting_sink metrics_;
    std::unique_ptr<front> front_;
};

inline constexpr std::string_view get_a = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";
inline constexpr std::string_view get_b = "GET /b HTTP/1.1\r\nHost: h\r\n\r\n";
inline constexpr std::string_view get_c = "GET /c HTTP/1.1\r\nHost: h\r\n\r\n";
inline constexpr std::string_view says_hi = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
inline constexpr std::string_view says_hi_and_closes =
    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi";

} // namespace socketiota::http
