// SPDX-License-Identifier: MIT
#include <socketiota/cors_options.hpp>

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <engine/origin.hpp>

namespace socketiota::engine {
namespace {

TEST(origin, is_written_as_browsers_send_it) {
    std::vector<std::pair<std::string_view, std::string_view>> const cases{
        {"https://example.com", "https://example.com"},
        {"https://example.com/", "https://example.com"},
        {"HTTPS://EXAMPLE.COM", "https://example.com"},
        {"https://example.com:443", "https://example.com"},
        {"http://example.com:80/", "http://example.com"},
        {"http://example.com:443", "http://example.com:443"},
        {"http://localhost:3000", "http://localhost:3000"},
        {"http://[::1]:8080", "http://[::1]:8080"},
        {"http://[::1]", "http://[::1]"},
        {"capacitor://localhost", "capacitor://localhost"},
        {"null", "null"},
        {"file://", "file://"},
    };
    for (auto const& [given, normal] : cases) {
        EXPECT_EQ(normal_origin(given), std::string(normal)) << given;
        EXPECT_TRUE(is_normal_origin(normal)) << normal;
    }
}

TEST(origin, is_nothing_else) {
    for (std::string_view const given : {"",
                                         "*",
                                         "example.com",
                                         "localhost:3000",
                                         "//example.com",
                                         "https://",
                                         "https://:443",
                                         "https://example.com/page",
                                         "https://example.com?x",
                                         "https://example.com#x",
                                         "https://*.example.com",
                                         "https://user@example.com",
                                         "https://example.com:",
                                         "wss://a.b",
                                         "https://example.com:port",
                                         "https://example.com:0443",
                                         "https://example.com:123456",
                                         "https://b\xc3\xbc.example",
                                         "https://a b",
                                         " https://example.com",
                                         "http://[::1",
                                         "https://a.example,https://b.example"})
        EXPECT_EQ(normal_origin(given), std::nullopt) << given;
}

TEST(origin, lets_in_what_is_named) {
    std::vector<std::string> const one{"https://example.com"};
    EXPECT_TRUE(lets_in(one, "https://example.com"));
    EXPECT_TRUE(lets_in(one, ""));
    EXPECT_FALSE(lets_in(one, "https://example.com.evil"));
    EXPECT_FALSE(lets_in(one, "null"));
    EXPECT_TRUE(lets_in({}, "https://other.example"));
    EXPECT_TRUE(lets_in({any_origin}, "https://other.example"));
}

} // namespace
} // namespace socketiota::engine
