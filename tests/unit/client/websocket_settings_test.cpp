// SPDX-License-Identifier: MIT
#include <boost/system/system_error.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

#include <client/websocket/websocket_settings.hpp>

namespace socketiota::clients {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

TEST(websocket_settings, say_where_the_server_is_and_what_is_asked_for) {
    auto const made = settings_of("wss://Feed.example/news?since=%20today",
                                  websocket_client_options{.subprotocols = {"v2", "v1"}});
    EXPECT_EQ(made.where.host, "feed.example");
    EXPECT_EQ(made.where.port, 443);
    EXPECT_TRUE(made.where.secure);
    EXPECT_EQ(made.authority, "feed.example");
    EXPECT_EQ(made.target, "/news?since=%20today");
    EXPECT_EQ(made.subprotocols.size(), 2U);
    EXPECT_EQ(settings_of("ws://[::1]:3000", websocket_client_options{}).target, "/");
}

TEST(websocket_settings, go_by_the_proxy_of_the_environment) {
    websocket_client_options options;
    options.proxy_from_environment = true;
    auto const made =
        settings_of("ws://feed.example", options, [](char const* name) -> char const* {
            return std::string_view(name) == "http_proxy" ? "http://proxy.example:3128" : nullptr;
        });
    ASSERT_TRUE(made.proxy);
    EXPECT_EQ(made.proxy->host, "proxy.example");
}

std::string why_refused(websocket_client_options options,
                        std::string_view url = "ws://feed.example") {
    try {
        static_cast<void>(settings_of(url, std::move(options)));
    } catch (boost::system::system_error const& refused) {
        return refused.what();
    }
    return "taken";
}

TEST(websocket_settings, refuse_what_cannot_be) {
    EXPECT_EQ(why_refused({}), "taken");
    EXPECT_THAT(why_refused({}, "gopher://feed.example"), HasSubstr("the url of the WebSocket"));
    EXPECT_THAT(why_refused({.headers = {{"Sec-WebSocket-Key", "mine"}}}),
                HasSubstr("websocket_client_options.headers: \"Sec-WebSocket-Key\""));
    EXPECT_THAT(why_refused({.headers = {{"X-Name", "a\r\nb"}}}), HasSubstr("headers"));
    EXPECT_THAT(why_refused({.subprotocols = {"a b"}}), HasSubstr("\"a b\" is no token"));
    EXPECT_THAT(why_refused({.subprotocols = {""}}), HasSubstr("is no token"));
    EXPECT_THAT(why_refused({.subprotocols = {"a", "b", "a"}}), HasSubstr("comes twice"));
    EXPECT_THAT(why_refused({.timeout = -1ms}), HasSubstr("timeout"));
    EXPECT_THAT(why_refused({.close_timeout = -1ms}), HasSubstr("close_timeout"));
    EXPECT_THAT(why_refused({.ping_interval = 0ms}), HasSubstr("ping_interval"));
    EXPECT_THAT(why_refused({.proxy = "gopher://proxy"}),
                HasSubstr("websocket_client_options.proxy cannot be used"));
    EXPECT_THAT(why_refused({.per_message_deflate = deflate_options{.level = 10}}),
                HasSubstr("websocket_client_options."));
    EXPECT_THAT(why_refused({.max_message_size = 0}), HasSubstr("max_message_size"));
    EXPECT_THAT(why_refused({.max_buffered = 0}), HasSubstr("max_buffered"));
}

} // namespace
} // namespace socketiota::clients
