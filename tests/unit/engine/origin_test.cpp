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

TEST(origin, may_be_said_by_a_pattern) {
    std::vector<std::pair<std::string_view, std::string_view>> const cases{
        {"https://*.example.com", "https://*.example.com"},
        {"HTTPS://*.Example.com:443/", "https://*.example.com"},
        {"https://app-*.example.com:8443", "https://app-*.example.com:8443"},
        {"https://*-app.example.com", "https://*-app.example.com"},
        {"https://*.com", "https://*.com"},
        {"http://localhost:*", "http://localhost:*"},
        {"http://[::1]:*", "http://[::1]:*"},
        {"https://*.example.com:*", "https://*.example.com:*"},
    };
    for (auto const& [given, normal] : cases) {
        EXPECT_EQ(normal_pattern(given), std::string(normal)) << given;
        EXPECT_TRUE(are_normal({std::string(normal)})) << normal;
    }
}

TEST(origin, is_no_pattern_if_others_could_have_it) {
    for (std::string_view const given :
         {"*", "https://*", "https://*:443", "*://example.com", "https://example.*",
          "https://a.*.example.com", "https://*.*.com", "https://**.com", "https://*.",
          "https://*example", "https://[*.1]", "https://example.com:4*", "https://example.com/*",
          "https://example.com", "*.example.com", "https://*.example.com:0"})
        EXPECT_EQ(normal_pattern(given), std::nullopt) << given;
}

struct pattern_match {
    std::string_view pattern;
    std::string_view origin;
    bool matches;
};

TEST(origin, matches_patterns) {
    constexpr pattern_match cases[]{
        {"https://*.example.com", "https://a.example.com", true},
        {"https://*.example.com", "https://a.b.example.com", true},
        {"https://*.example.com", "https://example.com", false},
        {"https://*.example.com", "https://.example.com", false},
        {"https://*.example.com", "https://evilexample.com", false},
        {"https://*.example.com", "https://a.example.com.evil", false},
        {"https://*.example.com", "http://a.example.com", false},
        {"https://*.example.com", "https://a.example.com:8443", false},
        {"https://*.example.com", "https://a.example.com:443", false}, // no browser sends it
        {"https://*.example.com", "https://A.example.com", false},
        {"https://*.example.com", "https://evil/.example.com", false},
        {"https://*.example.com", "https://evil#.example.com", false},
        {"https://*.example.com", "https://evil@a.example.com", false},
        {"https://*.example.com", "https://*.example.com", false},
        {"https://*.example.com", "null", false},
        {"https://*.example.com", "file://", false},
        {"https://app-*.example.com", "https://app-1.example.com", true},
        {"https://app-*.example.com", "https://app-.example.com", false},
        {"https://app-*.example.com", "https://app-1.evil.example.com", false},
        {"https://*-app.example.com", "https://x-app.example.com", true},
        {"https://*-app.example.com", "https://evil.x-app.example.com", false},
        {"http://localhost:*", "http://localhost", true},
        {"http://localhost:*", "http://localhost:5173", true},
        {"http://localhost:*", "http://localhost.evil:80", false},
        {"http://localhost:*", "https://localhost", false},
        {"https://*.example.com:*", "https://a.example.com:1", true},
        {"https://*.example.com:8443", "https://a.example.com:8443", true},
        {"https://*.example.com:8443", "https://a.example.com", false},
    };
    for (pattern_match const& each : cases)
        EXPECT_EQ(is_one_of({"https://other.example", std::string(each.pattern)}, each.origin),
                  each.matches)
            << each.pattern << ' ' << each.origin;
}

TEST(origin, lets_in_what_a_pattern_says) {
    std::vector<std::string> const below{"https://*.example.com"};
    EXPECT_TRUE(lets_in(below, "https://a.example.com"));
    EXPECT_TRUE(lets_in(below, ""));
    EXPECT_FALSE(lets_in(below, "https://example.com"));
    EXPECT_TRUE(lets_in_one_of(below, std::string("https://a.example.com")));
    EXPECT_FALSE(lets_in_one_of(below, std::string("https://b.example")));
    EXPECT_TRUE(lets_in_one_of({"https://b.example"}, below)); // which of them cannot be told
}

TEST(origin, of_a_rule_may_be_a_pattern) {
    cors_options::origin_rule rule = std::string("HTTPS://*.example.com/");
    normalise(rule);
    EXPECT_EQ(std::get<std::vector<std::string>>(rule),
              std::vector<std::string>{"https://*.example.com"});
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
