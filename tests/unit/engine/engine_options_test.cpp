// SPDX-License-Identifier: MIT
#include <socketiota/unlimited.hpp>

#include <gtest/gtest.h>

#include <string_view>

#include <engine/engine_options.hpp>

namespace socketiota::engine {
namespace {

using namespace std::chrono_literals;

TEST(engine_options, are_fine_by_default) {
    EXPECT_FALSE(validate(engine_options()));
    engine_options compressing;
    compressing.per_message_deflate.emplace();
    EXPECT_FALSE(validate(compressing));
}

struct wrong {
    void (*spoil)(engine_options&);
    std::string_view sentence;
};

TEST(engine_options, are_refused_with_a_sentence_that_names_them) {
    constexpr wrong cases[]{
        {[](engine_options& o) { o.path = "socket.io"; }, "path"},
        {[](engine_options& o) { o.path = ""; }, "path"},
        {[](engine_options& o) { o.path = "/a?b"; }, "path"},
        {[](engine_options& o) { o.path = "/\xc3\xa9"; }, "path"},
        {[](engine_options& o) { o.ping_interval = 0ms; }, "ping_interval"},
        {[](engine_options& o) { o.ping_timeout = -1ms; }, "ping_timeout"},
        {[](engine_options& o) { o.ping_interval = 2'147'463'648ms; },
         "ping_interval and ping_timeout"},
        {[](engine_options& o) { o.ping_timeout = unlimited; }, "ping_interval and ping_timeout"},
        {[](engine_options& o) { o.upgrade_timeout = 0ms; }, "upgrade_timeout"},
        {[](engine_options& o) { o.handshake_timeout = 0ms; }, "handshake_timeout"},
        {[](engine_options& o) { o.max_http_buffer_size = 0; }, "max_http_buffer_size"},
        {[](engine_options& o) { o.max_fragments = 0; }, "max_fragments"},
        {[](engine_options& o) { o.max_outbox_bytes = 0; }, "max_outbox_bytes"},
        {[](engine_options& o) { o.max_sessions = 0; }, "max_sessions"},
        {[](engine_options& o) { o.transports.clear(); }, "transports"},
        {[](engine_options& o) { o.per_message_deflate = {.server_max_window_bits = 8}; },
         "per_message_deflate.server_max_window_bits"},
        {[](engine_options& o) { o.per_message_deflate = {.server_max_window_bits = 16}; },
         "per_message_deflate.server_max_window_bits"},
        {[](engine_options& o) { o.per_message_deflate = {.client_max_window_bits = 7}; },
         "per_message_deflate.client_max_window_bits"},
        {[](engine_options& o) { o.per_message_deflate = {.client_max_window_bits = 271}; },
         "per_message_deflate.client_max_window_bits"},
        {[](engine_options& o) { o.http_compression->level = 10; }, "http_compression.level"},
        {[](engine_options& o) { o.per_message_deflate = {.level = 0}; },
         "per_message_deflate.level"},
        {[](engine_options& o) { o.per_message_deflate = {.memory_level = 10}; },
         "per_message_deflate.memory_level"},
        {[](engine_options& o) { o.initial_packet = "\xff"; }, "initial_packet"},
        {[](engine_options& o) {
             o.cors = cors_options();
             o.cors->credentials = true;
         },
         "cors: credentials"},
        {[](engine_options& o) {
             o.cors = cors_options();
             o.cors->origin = std::function<bool(std::string_view)>();
         },
         "cors: the origin function"},
        {[](engine_options& o) {
             o.cors = cors_options();
             o.cors->origin = std::string("a\r\nX: b");
         },
         "cors: a value"},
        {[](engine_options& o) {
             o.cors = cors_options();
             o.cors->origin = std::string("example.com");
         },
         "cors: an origin"},
        {[](engine_options& o) {
             o.cors = cors_options();
             o.cors->origin = std::vector<std::string>{"https://a.example", "*"};
         },
         "cors: an origin"},
        {[](engine_options& o) {
             o.cors = cors_options();
             o.cors->origin = std::vector<std::string>();
         },
         "cors: the list of origins is empty"},
        {[](engine_options& o) {
             o.cors = cors_options();
             o.cors->max_age = -1s;
         },
         "cors: max_age"},
        {[](engine_options& o) {
             o.cors = cors_options();
             o.cors->origin = std::vector<std::string>{"https://example.*"};
         },
         "cors: an origin"},
        {[](engine_options& o) {
             o.cors = cors_options();
             o.cors_for = [](auto const&) { return cors_options(); };
         },
         "cors and cors_for"},
        {[](engine_options& o) {
             o.cookie.emplace();
             o.cookie->name = "a b";
         },
         "cookie: the name"},
        {[](engine_options& o) { o.allowed_origins = {"https://*"}; }, "allowed_origins"},
        {[](engine_options& o) { o.allowed_origins = {"example.com"}; }, "allowed_origins"},
        {[](engine_options& o) {
             o.allowed_origins = {"*", "https://a.example"};
         },
         "allowed_origins"},
        {[](engine_options& o) { o.allowed_origins = {""}; }, "allowed_origins"},
        {[](engine_options& o) {
             o.cors = cors_options();
             o.cors->exposed_headers = {"a\nb"};
         },
         "cors: a value"},
        {[](engine_options& o) {
             o.cors = cors_options();
             o.cors->preflight_status = 404;
         },
         "cors: preflight_status"},
    };
    for (wrong const& each : cases) {
        engine_options options;
        each.spoil(options);
        auto const sentence = validate(options);
        ASSERT_TRUE(sentence) << each.sentence;
        EXPECT_TRUE(sentence->starts_with(each.sentence)) << *sentence;
    }
}

TEST(engine_options, give_the_path_of_requests) {
    engine_options options;
    EXPECT_EQ(request_path(options), "/socket.io/");
    options.path = "/socket.io/";
    EXPECT_EQ(request_path(options), "/socket.io/");
    options.add_trailing_slash = false;
    EXPECT_EQ(request_path(options), "/socket.io");
}

} // namespace
} // namespace socketiota::engine
