// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include <client/proxy/proxy_url.hpp>

namespace socketiota::clients {
namespace {

using testing::HasSubstr;

proxy proxy_at(std::string_view text) {
    auto const made = parse_proxy_url(text);
    EXPECT_TRUE(made.value) << text << ": " << made.sentence;
    return made.value.value_or(proxy{});
}

std::string complaint_of(std::string_view text) {
    auto const made = parse_proxy_url(text);
    EXPECT_FALSE(made.value) << text;
    return std::string(made.sentence);
}

TEST(proxy_url, has_parts) {
    using enum proxy_kind;
    EXPECT_EQ(proxy_at("http://proxy.example:3128"), (proxy{http, "proxy.example", 3128, "", ""}));
    EXPECT_EQ(proxy_at("HTTP://Proxy/"), (proxy{http, "proxy", 80, "", ""}));
    EXPECT_EQ(proxy_at("proxy:8080"), (proxy{http, "proxy", 8080, "", ""}));
    EXPECT_EQ(proxy_at("socks5://[::1]"), (proxy{socks5, "::1", 1080, "", ""}));
    EXPECT_EQ(proxy_at("socks5h://10.0.0.1:9050"),
              (proxy{socks5_by_name, "10.0.0.1", 9050, "", ""}));
}

TEST(proxy_url, has_a_login) {
    using enum proxy_kind;
    EXPECT_EQ(proxy_at("http://Ann:p%40%2F%3Aw@proxy"), (proxy{http, "proxy", 80, "Ann", "p@/:w"}));
    EXPECT_EQ(proxy_at("socks5://Ann@proxy"), (proxy{socks5, "proxy", 1080, "Ann", ""}));
    EXPECT_EQ(proxy_at("Ann:a@b:c@proxy:1"), (proxy{http, "proxy", 1, "Ann", "a@b:c"}));
    EXPECT_EQ(proxy_at("socks5://a%3Ab:@proxy"), (proxy{socks5, "proxy", 1080, "a:b", ""}));
    std::string const longest(255, 'x');
    EXPECT_EQ(proxy_at("http://" + longest + ":" + longest + "@h"),
              (proxy{http, "h", 80, longest, longest}));
}

TEST(proxy_url, is_refused_with_what_is_wrong) {
    EXPECT_THAT(complaint_of("https://proxy"), HasSubstr("TLS to a proxy is not spoken"));
    for (auto const text : {"socks4://proxy", "socks://proxy", "ftp://proxy", "://proxy"})
        EXPECT_THAT(complaint_of(text), HasSubstr("begins with none of"));
    for (auto const text :
         {"", "http://", "http://:80", "http://h:0", "http://h:x", "http://h:70000", "http://[::1",
          "http://::1", "socks5://a b", "http://u@"})
        EXPECT_THAT(complaint_of(text), HasSubstr("has no host"));
    EXPECT_THAT(complaint_of("http://h/path"), HasSubstr("has a path"));
    EXPECT_THAT(complaint_of("http://Ann:secret/@h"), HasSubstr("has a path"));
    for (auto const text : {"http://%@h", "http://a:%4@h", "http://a:%xx@h"})
        EXPECT_THAT(complaint_of(text), HasSubstr("two hexadecimal digits"));
    EXPECT_THAT(complaint_of("http://a%3Ab:c@h"), HasSubstr("has a colon"));
    std::string const long_one(256, 'x');
    for (auto const& text : {std::string("http://:secret@h"), "socks5://" + long_one + "@h",
                             "socks5://a:" + long_one + "@h"})
        EXPECT_THAT(complaint_of(text), HasSubstr("1 to 255 octets"));
}

} // namespace
} // namespace socketiota::clients
