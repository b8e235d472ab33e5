// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include <client/engine/cookie_jar.hpp>
#include <wire/response_head.hpp>

namespace socketiota::clients {
namespace {

using namespace std::chrono_literals;

class cookie_jar_test : public testing::Test {
protected:
    void set(std::vector<std::string> const& all) {
        wire::response_head head;
        for (std::string_view const each : all)
            head.add_header({"Set-Cookie", each});
        jar_.take(head, now_);
    }

    std::string header() { return jar_.header(now_); }

    cookie_jar jar_;
    cookie_jar::time_point now_{std::chrono::seconds(1'700'000'000)}; // 14 November 2023
};

TEST_F(cookie_jar_test, gives_back_what_was_set) {
    EXPECT_EQ(header(), "");
    set({"io=abc; Path=/; HttpOnly; SameSite=Strict", "SERVER=two"});
    EXPECT_EQ(header(), "io=abc; SERVER=two");
    set({"io=def"});
    EXPECT_EQ(header(), "SERVER=two; io=def");
    set({"empty="});
    EXPECT_EQ(header(), "SERVER=two; io=def; empty=");
}

TEST_F(cookie_jar_test, forgets_what_is_over) {
    set({"short=1; Max-Age=10", "long=2; max-age=100",
         "date=3; Expires=Tue, 14 Nov 2023 22:14:00 GMT"}); // 40 s later
    EXPECT_EQ(header(), "short=1; long=2; date=3");
    now_ += 10s;
    EXPECT_EQ(header(), "long=2; date=3");
    now_ += 30s;
    EXPECT_EQ(header(), "long=2");
    set({"long=; Max-Age=0"});
    EXPECT_EQ(header(), "");
    set({"both=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=5"});
    EXPECT_EQ(header(), "both=1");
    set({"both=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT"});
    EXPECT_EQ(header(), "");
}

TEST_F(cookie_jar_test, keeps_one_whose_end_cannot_be_read) {
    set({"a=1; Max-Age=soon; Expires=tomorrow"});
    EXPECT_EQ(header(), "a=1");
}

TEST_F(cookie_jar_test, does_not_keep_what_is_none) {
    set({"", "=x", "a b=1", "quoted=\"1\"", "name"});
    EXPECT_EQ(header(), "name=");
}

TEST_F(cookie_jar_test, is_bounded) {
    set({"large=" + std::string(cookie_jar::longest, 'x')});
    EXPECT_EQ(header(), "");
    for (std::size_t each = 0; each != 2 * cookie_jar::most; ++each)
        set({"n" + std::to_string(each) + "=1"});
    EXPECT_LT(header().size(), 7 * cookie_jar::most);
    EXPECT_NE(header().find("n0=1"), std::string::npos);
}

} // namespace
} // namespace socketiota::clients
