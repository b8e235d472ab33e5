// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <client/client_settings.hpp>

namespace socketiota::clients {
namespace {

TEST(client_settings, say_where_the_server_is) {
    auto const made = settings_of("https://Chat.example:8443/room?a=1", {});
    EXPECT_EQ(made.engine.where.host, "chat.example");
    EXPECT_EQ(made.engine.where.port, 8443);
    EXPECT_TRUE(made.engine.where.secure);
    EXPECT_EQ(made.engine.authority, "chat.example:8443");
    EXPECT_EQ(made.default_nsp, "/room");
    EXPECT_EQ(settings_of("ws://[::1]", {}).engine.authority, "[::1]");
    EXPECT_EQ(settings_of("http://localhost", {}).default_nsp, "/");
}

TEST(client_settings, make_the_targets_of_requests) {
    client_options options;
    options.path = "/chat/socket.io";
    options.query = {{"na me", "a&b=\xC3\xA4"}, {"plain", "-_.!~*'()"}};
    auto const made = settings_of("http://localhost/nsp?first=1", options);
    EXPECT_EQ(target_of(made.engine, transport::polling, "", "now"),
              "/chat/socket.io/?first=1&na%20me=a%26b%3D%C3%A4&plain=-_.!~*'()"
              "&EIO=4&transport=polling&t=now");
    EXPECT_EQ(target_of(made.engine, transport::websocket, "abc", ""),
              "/chat/socket.io/?first=1&na%20me=a%26b%3D%C3%A4&plain=-_.!~*'()"
              "&EIO=4&transport=websocket&sid=abc");
}

} // namespace
} // namespace socketiota::clients
