// SPDX-License-Identifier: MIT
#include <boost/system/system_error.hpp>

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

TEST(client_settings, know_servers_of_socket_io_2) {
    client_options options;
    options.revision = engine_revision::three;
    options.force_base64 = true;
    auto const made = settings_of("http://localhost", options);
    EXPECT_EQ(target_of(made.engine, transport::websocket, "abc", ""),
              "/socket.io/?EIO=3&transport=websocket&b64=1&sid=abc");
    options.auth = value("secret");
    EXPECT_THROW(static_cast<void>(settings_of("http://localhost", options)),
                 boost::system::system_error)
        << "which they would never see";
    options.revision = engine_revision::four;
    EXPECT_NO_THROW(static_cast<void>(settings_of("http://localhost", options)));
    options.revision = static_cast<engine_revision>(5);
    EXPECT_THROW(static_cast<void>(settings_of("http://localhost", options)),
                 boost::system::system_error);
}

} // namespace
} // namespace socketiota::clients
