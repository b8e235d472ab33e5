// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <string>

#include <wire/url.hpp>

namespace socketiota::wire {
namespace {

url url_of(std::string_view text) {
    auto const made = parse_url(text);
    EXPECT_TRUE(made.value) << text << ": " << made.sentence;
    return made.value.value_or(url{});
}

TEST(url_parts, has_parts) {
    EXPECT_EQ(url_of("http://localhost:3000/chat?a=1&b=2"),
              (url{false, "localhost", 3000, "/chat", "a=1&b=2"}));
    EXPECT_EQ(url_of("wss://Example.COM"), (url{true, "example.com", 443, "/", ""}));
    EXPECT_EQ(url_of("WS://10.0.0.7/"), (url{false, "10.0.0.7", 80, "/", ""}));
    EXPECT_EQ(url_of("https://[2001:DB8::1]:8443?x"), (url{true, "2001:db8::1", 8443, "/", "x"}));
    EXPECT_EQ(url_of("http://h:/a/b%20c"), (url{false, "h", 80, "/a/b%20c", ""}));
}

TEST(url_parts, have_an_authority_with_its_port) {
    EXPECT_EQ(authority_of("chat.example", 80), "chat.example:80");
    EXPECT_EQ(authority_of("::1", 443), "[::1]:443");
}

TEST(url_parts, without_a_scheme_is_secure_as_in_node) {
    EXPECT_EQ(url_of("example.com/chat"), (url{true, "example.com", 443, "/chat", ""}));
    EXPECT_EQ(url_of("//example.com:1"), (url{true, "example.com", 1, "/", ""}));
}

TEST(url_parts, loses_its_fragment) {
    EXPECT_EQ(url_of("http://h/p?q#f?g"), (url{false, "h", 80, "/p", "q"}));
    EXPECT_EQ(url_of("http://h#/p"), (url{false, "h", 80, "/", ""}));
}

TEST(url_parts, is_refused_with_a_sentence) {
    for (std::string_view const wrong :
         {"", "http://", "ftp://h", "http://:80", "http://h:0", "http://h:65536", "http://h:8o",
          "http://a:b:c", "http://[::1", "http://[::1]x", "http://[g]", "http://u@h",
          "http://u:p@h/", "http://h/a b", "http://h/\r\nX: y", "http://h\r\n", "http://h/\x80"}) {
        auto const made = parse_url(wrong);
        EXPECT_FALSE(made.value) << wrong;
        EXPECT_FALSE(made.sentence.empty()) << wrong;
    }
}

TEST(url_parts, says_what_stands_in_host) {
    EXPECT_EQ(authority_of(url_of("http://h")), "h");
    EXPECT_EQ(authority_of(url_of("https://h:443")), "h");
    EXPECT_EQ(authority_of(url_of("http://h:443")), "h:443");
    EXPECT_EQ(authority_of(url_of("ws://[::1]:3000")), "[::1]:3000");
}

} // namespace
} // namespace socketiota::wire
