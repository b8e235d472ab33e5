// SPDX-License-Identifier: MIT
#include <socketiota/error.hpp>

#include <boost/system/system_error.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>

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

/// What is thrown for a server of these options.
std::string complaint_about(client_options options, std::string const& host = "localhost") {
    try {
        static_cast<void>(settings_of("http://" + host, std::move(options), [](char const* name) {
            return std::string_view(name) == "http_proxy" ? "socks4://proxy" : nullptr;
        }));
        return "nothing";
    } catch (boost::system::system_error const& wrong) {
        EXPECT_EQ(wrong.code(), error::invalid_option);
        return wrong.what();
    }
}

TEST(client_settings, say_which_proxy_leads_there) {
    client_options options;
    EXPECT_FALSE(settings_of("http://h", options).proxy);
    options.proxy = "socks5h://Ann:pw@proxy";
    EXPECT_EQ(settings_of("http://h", options).proxy,
              (proxy{proxy_kind::socks5_by_name, "proxy", 1080, "Ann", "pw"}));
    options.proxy.clear();
    auto const named = [](char const*) { return "http://named:1"; };
    EXPECT_FALSE(settings_of("http://h", options, named).proxy);
    options.proxy_from_environment = true;
    EXPECT_EQ(settings_of("http://other", options,
                          [](char const* name) {
                              return std::string_view(name) == "no_proxy" ? "h" : "http://named:1";
                          })
                  .proxy,
              (proxy{proxy_kind::http, "named", 1, "", ""}));
    options.local_path = "/run/chat";
    EXPECT_FALSE(settings_of("http://h", options, named).proxy);
}

TEST(client_settings, say_at_which_socket_the_server_is) {
    client_options options;
    options.local_path = std::string("\0name", 5);
    auto const made = settings_of("https://chat.example:81", options).engine;
    EXPECT_EQ(made.where.path, options.local_path);
    EXPECT_EQ(made.where.host, "chat.example");
    EXPECT_TRUE(made.where.secure);
    EXPECT_EQ(made.authority, "chat.example:81");
    options.local_path = std::string(107, 'x');
    EXPECT_EQ(settings_of("http://h", options).engine.where.path, options.local_path);
}

TEST(client_settings, refuse_proxies_that_cannot_be_used) {
    using testing::HasSubstr;
    client_options wrong;
    wrong.proxy = "https://Ann:secret@proxy";
    EXPECT_THAT(complaint_about(wrong), HasSubstr("client_options.proxy cannot be used: TLS to"));
    EXPECT_THAT(complaint_about(wrong), testing::Not(HasSubstr("secret")));
    client_options both{.proxy = "proxy", .proxy_from_environment = true};
    EXPECT_THAT(complaint_about(both), HasSubstr("set one of them"));
    client_options local{.proxy = "proxy", .local_path = "/run/chat"};
    EXPECT_THAT(complaint_about(local), HasSubstr("no Unix domain socket"));
    client_options environment{.proxy_from_environment = true};
    EXPECT_THAT(complaint_about(environment), HasSubstr("the proxy of http_proxy cannot be used"));
    client_options socks{.proxy = "socks5h://proxy"};
    EXPECT_EQ(complaint_about(socks, std::string(255, 'h')), "nothing");
    EXPECT_THAT(complaint_about(socks, std::string(256, 'h')), HasSubstr("longer than 255"));
    client_options path{.local_path = std::string(108, 'x')};
    EXPECT_THAT(complaint_about(path), HasSubstr("longer than 107"));
}

} // namespace
} // namespace socketiota::clients
