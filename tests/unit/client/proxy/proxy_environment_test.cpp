// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <map>
#include <string>

#include <client/proxy/proxy_environment.hpp>
#include <client/proxy/proxy_exceptions.hpp>

namespace socketiota::clients {
namespace {

using variables = std::map<std::string, std::string>;

/// Which variable names a proxy, and the url; `none`.
std::string found(variables const& all, bool secure) {
    auto const proxy = proxy_of(
        [&all](char const* name) {
            auto const at = all.find(name);
            return at == all.end() ? nullptr : at->second.c_str();
        },
        {.host = "chat.example", .port = 443, .secure = secure});
    return proxy ? std::string(proxy->variable) + " " + proxy->url : "none";
}

TEST(proxy_environment, names_a_proxy_for_each_scheme) {
    EXPECT_EQ(found({{"http_proxy", "a"}, {"all_proxy", "b"}}, false), "http_proxy a");
    EXPECT_EQ(found({{"http_proxy", "a"}}, true), "none");
    EXPECT_EQ(found({{"https_proxy", "a"}, {"HTTPS_PROXY", "b"}}, true), "https_proxy a");
    EXPECT_EQ(found({{"HTTPS_PROXY", "b"}, {"all_proxy", "c"}}, true), "HTTPS_PROXY b");
    EXPECT_EQ(found({{"https_proxy", "a"}}, false), "none");
    for (bool const secure : {true, false}) {
        EXPECT_EQ(found({{"all_proxy", "a"}, {"ALL_PROXY", "b"}}, secure), "all_proxy a");
        EXPECT_EQ(found({{"ALL_PROXY", "b"}}, secure), "ALL_PROXY b");
        EXPECT_EQ(found({}, secure), "none");
    }
}

TEST(proxy_environment, is_not_what_a_request_of_cgi_says) {
    EXPECT_EQ(found({{"HTTP_PROXY", "evil"}}, false), "none");
}

TEST(proxy_environment, is_not_there_where_it_is_empty) {
    EXPECT_EQ(found({{"http_proxy", ""}, {"all_proxy", "b"}}, false), "all_proxy b");
    EXPECT_EQ(found({{"http_proxy", ""}}, false), "none");
}

TEST(proxy_environment, excepts) {
    EXPECT_EQ(found({{"http_proxy", "a"}, {"no_proxy", "example"}}, false), "none");
    EXPECT_EQ(found({{"http_proxy", "a"}, {"NO_PROXY", "example"}}, false), "none");
    EXPECT_EQ(found({{"http_proxy", "a"}, {"no_proxy", ""}, {"NO_PROXY", "*"}}, false), "none");
    EXPECT_EQ(found({{"http_proxy", "a"}, {"no_proxy", "other"}, {"NO_PROXY", "*"}}, false),
              "http_proxy a");
}

TEST(proxy_exceptions, are_names_and_what_ends_in_them) {
    for (auto const list : {"example.com", ".example.com", "*.example.com", "EXAMPLE.com",
                            "a,example.com", "a, example.com ,b", "a example.com", "*", "com",
                            "chat.example.com", "example.com:443", ",,example.com:443"})
        EXPECT_TRUE(is_excepted(list, "chat.example.com", 443)) << list;
    EXPECT_TRUE(is_excepted("example.com", "chat.example.com.", 443));
    EXPECT_TRUE(is_excepted(".example.com", "example.com", 443));
    for (auto const list : {"", "ample.com", "example.com:80", "example.org", "t.example.com", "**",
                            "chat.example.com.org", "example.com:x", "10.0.0.0/8", ":443"})
        EXPECT_FALSE(is_excepted(list, "chat.example.com", 443)) << list;
}

TEST(proxy_exceptions, are_addresses_and_networks) {
    for (auto const list : {"10.1.2.3", "10.0.0.0/8", "10.1.2.3/32", "10.9.9.9/8", "0.0.0.0/0", "*",
                            "10.1.2.3:80", "fd00::/8,10.1.2.3"})
        EXPECT_TRUE(is_excepted(list, "10.1.2.3", 80)) << list;
    for (auto const list : {"10.1.2.4", "10.1.2.0/31", "11.0.0.0/8", "2.3", ".2.3", "10.1.2.3:81",
                            "::/0", "10.0.0.0/99"})
        EXPECT_FALSE(is_excepted(list, "10.1.2.3", 80)) << list;
    for (auto const list : {"::1", "[::1]", "[::1]:80", "::/64", "0:0::1"})
        EXPECT_TRUE(is_excepted(list, "::1", 80)) << list;
    for (auto const list : {"::2", "[::1]:81", "::1:80", "0.0.0.0/0"})
        EXPECT_FALSE(is_excepted(list, "::1", 80)) << list;
}

} // namespace
} // namespace socketiota::clients
