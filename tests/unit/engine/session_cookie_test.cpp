// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>

#include <engine/session_cookie.hpp>

namespace socketiota::engine {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view cookie_value = "abc_-5";

// Expected texts are what `serialize` of npm's cookie 0.7.2 gives for the same options.

TEST(session_cookie, has_the_official_defaults) {
    EXPECT_EQ(set_cookie({}, cookie_value), "io=abc_-5; Path=/; HttpOnly; SameSite=Lax");
}

TEST(session_cookie, has_every_attribute_in_the_official_order) {
    cookie_options options;
    options.max_age = 10s;
    options.expires = std::chrono::system_clock::time_point(784'111'777s);
    options.domain = "example.com";
    options.secure = true;
    options.partitioned = true;
    options.priority = cookie_priority::high;
    options.same_site = cookie_same_site::none;
    EXPECT_FALSE(validate(options));
    EXPECT_EQ(set_cookie(options, cookie_value),
              "io=abc_-5; Max-Age=10; Domain=example.com; Path=/; Expires=Sun, 06 Nov 1994 "
              "08:49:37 GMT; HttpOnly; Secure; Partitioned; Priority=High; SameSite=None");
}

TEST(session_cookie, leaves_out_what_is_off) {
    cookie_options options;
    options.name = "x";
    options.path = "";
    EXPECT_EQ(set_cookie(options, cookie_value), "x=abc_-5; HttpOnly; SameSite=Lax");
    options = {};
    options.same_site = cookie_same_site::strict;
    options.http_only = false;
    options.priority = cookie_priority::low;
    options.max_age = -1s;
    EXPECT_EQ(set_cookie(options, cookie_value),
              "io=abc_-5; Max-Age=-1; Path=/; Priority=Low; SameSite=Strict");
    options = {};
    options.same_site.reset();
    options.priority = cookie_priority::medium;
    options.domain = ".a-1.Example";
    EXPECT_FALSE(validate(options));
    EXPECT_EQ(set_cookie(options, cookie_value),
              "io=abc_-5; Domain=.a-1.Example; Path=/; HttpOnly; Priority=Medium");
}

struct wrong_cookie {
    void (*spoil)(cookie_options&);
    std::string_view sentence;
};

// GHSA-pxg6-pf52-xh8x: names, paths and domains that bring attributes or headers of their own.
TEST(session_cookie, is_refused_if_browsers_would_refuse_it) {
    constexpr wrong_cookie cases[]{
        {[](cookie_options& o) { o.name = ""; }, "cookie: the name"},
        {[](cookie_options& o) { o.name = "a b"; }, "cookie: the name"},
        {[](cookie_options& o) { o.name = "a=b"; }, "cookie: the name"},
        {[](cookie_options& o) { o.name = "a;Max-Age=0"; }, "cookie: the name"},
        {[](cookie_options& o) { o.name = "a,b"; }, "cookie: the name"},
        {[](cookie_options& o) { o.name = "a\r\nSet-Cookie: b"; }, "cookie: the name"},
        {[](cookie_options& o) { o.name = "\xC3\xA4"; }, "cookie: the name"},
        {[](cookie_options& o) { o.path = "/;HttpOnly"; }, "cookie: the path"},
        {[](cookie_options& o) { o.path = "/<"; }, "cookie: the path"},
        {[](cookie_options& o) { o.path = "/\r\nX: y"; }, "cookie: the path"},
        {[](cookie_options& o) { o.path = "/\x7F"; }, "cookie: the path"},
        {[](cookie_options& o) { o.path = "/\xC3\xA4"; }, "cookie: the path"},
        {[](cookie_options& o) { o.domain = "a;b"; }, "cookie: the domain"},
        {[](cookie_options& o) { o.domain = "https://example.com"; }, "cookie: the domain"},
        {[](cookie_options& o) { o.domain = "example.com:80"; }, "cookie: the domain"},
        {[](cookie_options& o) { o.domain = "example..com"; }, "cookie: the domain"},
        {[](cookie_options& o) { o.domain = "example.com."; }, "cookie: the domain"},
        {[](cookie_options& o) { o.domain = "-a.com"; }, "cookie: the domain"},
        {[](cookie_options& o) { o.domain = "."; }, "cookie: the domain"},
        {[](cookie_options& o) { o.domain = std::string(64, 'a'); }, "cookie: the domain"},
        {[](cookie_options& o) { o.same_site = cookie_same_site::none; }, "cookie: same_site"},
        {[](cookie_options& o) { o.partitioned = true; }, "cookie: partitioned"},
        {[](cookie_options& o) { o.name = "__Secure-io"; }, "cookie: a name that begins"},
        {[](cookie_options& o) { o.name = "__Host-io"; }, "cookie: a name that begins"},
        {[](cookie_options& o) {
             o.name = "__Host-io";
             o.secure = true;
             o.path = "/a";
         },
         "cookie: a name that begins"},
        {[](cookie_options& o) {
             o.name = "__Host-io";
             o.secure = true;
             o.domain = "example.com";
         },
         "cookie: a name that begins"},
    };
    for (wrong_cookie const& each : cases) {
        cookie_options options;
        each.spoil(options);
        auto const sentence = validate(options);
        ASSERT_TRUE(sentence) << each.sentence;
        EXPECT_TRUE(sentence->starts_with(each.sentence)) << *sentence;
    }
}

TEST(session_cookie, takes_what_is_just_right) {
    cookie_options options;
    options.name = "__Host-!#$%&'*+-.^_`|~";
    options.secure = true;
    EXPECT_FALSE(validate(options));
    options.name = "__Secure-io";
    options.path = "/a b:=>~";
    options.domain = std::string(63, 'a') + ".1";
    EXPECT_FALSE(validate(options));
}

TEST(session_cookie, ends_in_years_of_four_digits) {
    // A clock in nanoseconds knows the years 1677 to 2262 only, so both ends cannot be reached.
    cookie_options options;
    options.expires = std::chrono::system_clock::time_point::max();
    EXPECT_FALSE(validate(options));
    options.expires = std::chrono::system_clock::time_point::min();
    EXPECT_FALSE(validate(options));
    EXPECT_NE(set_cookie(options, cookie_value).find("; Expires=Tue, 21 Sep 1677 00:12:43 GMT"),
              std::string::npos);
}

} // namespace
} // namespace socketiota::engine
