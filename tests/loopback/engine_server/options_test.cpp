// SPDX-License-Identifier: MIT
#include "engine_server_test.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <chrono>
#include <stdexcept>

namespace socketiota {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST_F(engine_server_on_one_shard, tells_clients_its_options) {
    engine_server_options options;
    options.path = "/own";
    options.allow_upgrades = false;
    options.ping_interval = std::chrono::milliseconds(1234);
    options.ping_timeout = std::chrono::milliseconds(567);
    options.max_http_buffer_size = 89;
    options.cors = cors_options{.origin = std::string("https://a.example")};
    options.generate_id = [](socketiota::handshake const& request) {
        return "own-" + request.query("transport").value_or("");
    };
    start(options);
    std::string const answer = handshake("/own/", "Origin: https://a.example\r\n");
    EXPECT_THAT(answer, HasSubstr("Access-Control-Allow-Origin: https://a.example\r\n"));
    EXPECT_THAT(answer, HasSubstr("own-polling"));
    EXPECT_THAT(answer, HasSubstr("\"upgrades\":[],\"pingInterval\":1234,\"pingTimeout\":567,"
                                  "\"maxPayload\":89}"));
    EXPECT_THAT(handshake("/engine.io/"), StartsWith("HTTP/1.1 404 "));
}

TEST_F(engine_server_on_one_shard, refuses_what_its_options_exclude) {
    engine_server_options options;
    options.transports = transport::polling;
    options.allowed_origins = {"https://a.example"};
    options.max_sessions = 1;
    start(options);
    test::blocking_websocket peer(io_->port(), "/engine.io/");
    run_until([&] { return count_of(metric::unknown_transport) == 1; });
    EXPECT_THAT(peer.head(), StartsWith("HTTP/1.1 400 "));
    EXPECT_THAT(handshake("/engine.io/", "Origin: https://b.example\r\n"),
                StartsWith("HTTP/1.1 403 "));
    EXPECT_EQ(count_of(metric::foreign_origin), 1U);
    EXPECT_THAT(handshake(), StartsWith("HTTP/1.1 200 "));
    EXPECT_THAT(handshake(), StartsWith("HTTP/1.1 503 "));
    EXPECT_EQ(count_of(metric::too_many_sessions), 1U);
    EXPECT_EQ(io_->connections(), 1U);
}

TEST_F(engine_server_on_one_shard, asks_allow_request) {
    engine_server_options options;
    options.allow_request = [](socketiota::handshake const& request) -> verdict {
        if (request.header("x-key") == "throw")
            throw std::runtime_error("no key");
        return request.header("x-key") ? verdict::accept() : verdict::reject("a key is missing");
    };
    start(options);
    std::vector<int> codes;
    io_->on_connection_error([&](connection_error const& refused) {
        codes.push_back(refused.code);
        throw std::runtime_error("of no use");
    });
    std::string const refused = handshake();
    EXPECT_THAT(refused, StartsWith("HTTP/1.1 403 "));
    EXPECT_THAT(refused, HasSubstr("a key is missing"));
    EXPECT_THAT(handshake("/engine.io/", "X-Key: throw\r\n"), StartsWith("HTTP/1.1 403 "));
    EXPECT_THAT(handshake("/engine.io/", "X-Key: 1\r\n"), StartsWith("HTTP/1.1 200 "));
    EXPECT_EQ(codes, (std::vector<int>{4, 4}));
    EXPECT_THAT(log_, testing::Contains("allow_request failed: no key"));
    EXPECT_THAT(log_, testing::Contains("on_connection_error failed: of no use"));
}

TEST_F(engine_server_on_one_shard, waits_for_a_coroutine_that_decides) {
    engine_server_options options;
    options.allow_request = [this](socketiota::handshake const& request) -> asio::awaitable<bool> {
        co_await asio::post(context_, asio::use_awaitable);
        co_return request.header("x-key").has_value();
    };
    start(options);
    EXPECT_THAT(handshake(), StartsWith("HTTP/1.1 403 "));
    EXPECT_THAT(handshake("/engine.io/", "X-Key: 1\r\n"), StartsWith("HTTP/1.1 200 "));
}

TEST_F(engine_server_on_one_shard, waits_for_so_many_of_them_at_a_time) {
    engine_server_options options;
    options.max_running_handlers_of_all = 1;
    int asked = 0;
    options.allow_request = [&](socketiota::handshake const&) -> asio::awaitable<bool> {
        ++asked;
        co_await io_->delay(std::chrono::hours(1));
        co_return true;
    };
    start(options);
    auto first = connect();
    asio::write(first, asio::buffer(std::string_view("GET /engine.io/?EIO=4&transport=polling "
                                                     "HTTP/1.1\r\nHost: h\r\n\r\n")));
    run_until([&] { return asked == 1; });
    EXPECT_THAT(handshake(), AllOf(StartsWith("HTTP/1.1 503 "), HasSubstr("Retry-After")));
    EXPECT_EQ(asked, 1) << "nothing of it has run";
    EXPECT_EQ(count_of(metric::server_busy), 1U);
}

TEST(engine_server_options, that_cannot_be_are_refused) {
    auto const refused = [](auto change) {
        engine_server_options options;
        change(options);
        try {
            engine_server io(options);
        } catch (boost::system::system_error const& thrown) {
            return thrown.code() == error::invalid_option;
        }
        return false;
    };
    EXPECT_TRUE(refused([](auto& options) { options.path = "engine"; }));
    EXPECT_TRUE(refused([](auto& options) { options.transports = transport(); }));
    EXPECT_TRUE(refused([](auto& options) { options.ping_interval = {}; }));
    EXPECT_TRUE(refused([](auto& options) { options.ping_timeout = {}; }));
    EXPECT_TRUE(refused([](auto& options) { options.upgrade_timeout = {}; }));
    EXPECT_TRUE(refused([](auto& options) { options.max_http_buffer_size = 0; }));
    EXPECT_TRUE(refused([](auto& options) { options.max_outbox_bytes = 0; }));
    EXPECT_TRUE(refused([](auto& options) { options.max_sessions = 0; }));
    EXPECT_FALSE(refused([](auto&) {}));
}

} // namespace
} // namespace socketiota
