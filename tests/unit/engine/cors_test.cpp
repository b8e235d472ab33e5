// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include <engine/cors.hpp>

namespace socketiota::engine {
namespace {

/// The headers in one text, one line each, and `preflight` in front if it is one.
std::string said(cors_options const& options, std::string_view method, std::string_view origin,
                 std::string_view request_headers = {}) {
    cors_answer const answer = judge_cors(options, method, origin, request_headers);
    std::string text = answer.is_preflight ? "preflight\n" : "";
    for (auto const& [name, value] : answer.headers)
        text += name + ": " + value + '\n';
    return text;
}

constexpr std::string_view page = "https://page.example";

TEST(cors, allows_any_origin_by_default) {
    cors_options const options;
    EXPECT_EQ(said(options, "GET", page), "Access-Control-Allow-Origin: *\n");
    EXPECT_EQ(said(options, "OPTIONS", page, "x-one,x-two"),
              "preflight\n"
              "Access-Control-Allow-Origin: *\n"
              "Vary: Access-Control-Request-Headers\n"
              "Access-Control-Allow-Methods: GET,HEAD,PUT,PATCH,POST,DELETE\n"
              "Access-Control-Allow-Headers: x-one,x-two\n"
              "Content-Length: 0\n");
}

TEST(cors, says_a_fixed_origin_whoever_asks) {
    cors_options options;
    options.origin = std::string(page);
    EXPECT_EQ(said(options, "GET", "https://other.example"),
              "Access-Control-Allow-Origin: https://page.example\nVary: Origin\n");
}

TEST(cors, reflects_an_origin_of_the_list) {
    cors_options options;
    options.origin = std::vector<std::string>{std::string(page), "https://second.example"};
    EXPECT_EQ(said(options, "GET", "https://second.example"),
              "Access-Control-Allow-Origin: https://second.example\nVary: Origin\n");
    EXPECT_EQ(said(options, "GET", "https://other.example"), "Vary: Origin\n");
    EXPECT_EQ(said(options, "GET", ""), "Vary: Origin\n");
}

TEST(cors, reflects_an_origin_that_a_pattern_matches) {
    cors_options options;
    options.origin = std::vector<std::string>{std::string(page), "https://*.pages.example"};
    for (std::string_view const origin : {page, std::string_view("https://a.pages.example")})
        EXPECT_EQ(said(options, "GET", origin),
                  "Access-Control-Allow-Origin: " + std::string(origin) + "\nVary: Origin\n");
    EXPECT_EQ(said(options, "GET", "https://pages.example"), "Vary: Origin\n");
}

TEST(cors, answers_a_preflight_with_the_status_that_is_said) {
    cors_options options;
    EXPECT_EQ(judge_cors(options, "OPTIONS", page, {}).status, 204U);
    options.preflight_status = 200;
    EXPECT_EQ(judge_cors(options, "OPTIONS", page, {}).status, 200U);
}

TEST(cors, reflects_whoever_asks_if_told_so) {
    cors_options options;
    options.origin = cors_options::reflect{};
    options.credentials = true;
    EXPECT_EQ(said(options, "GET", page),
              "Access-Control-Allow-Origin: https://page.example\nVary: Origin\n"
              "Access-Control-Allow-Credentials: true\n");
    EXPECT_EQ(said(options, "GET", ""), "Vary: Origin\nAccess-Control-Allow-Credentials: true\n");
}

TEST(cors, asks_a_function) {
    cors_options options;
    options.origin = std::function<bool(std::string_view)>(
        [](std::string_view origin) { return origin == page; });
    EXPECT_EQ(said(options, "GET", page),
              "Access-Control-Allow-Origin: https://page.example\nVary: Origin\n");
    EXPECT_EQ(said(options, "GET", "https://other.example"), "");
    EXPECT_EQ(said(options, "OPTIONS", "https://other.example"), "");
}

TEST(cors, says_everything_that_is_configured) {
    cors_options options;
    options.origin = std::string(page);
    options.credentials = true;
    options.methods = "GET,POST";
    options.allowed_headers = {"x-one", "x-two"};
    options.exposed_headers = {"x-three", "x-four"};
    options.max_age = std::chrono::seconds(600);
    EXPECT_EQ(said(options, "OPTIONS", page, "x-asked"),
              "preflight\n"
              "Access-Control-Allow-Origin: https://page.example\n"
              "Vary: Origin\n"
              "Access-Control-Allow-Credentials: true\n"
              "Access-Control-Allow-Methods: GET,POST\n"
              "Access-Control-Allow-Headers: x-one,x-two\n"
              "Access-Control-Max-Age: 600\n"
              "Access-Control-Expose-Headers: x-three,x-four\n"
              "Content-Length: 0\n");
    EXPECT_EQ(said(options, "POST", page), "Access-Control-Allow-Origin: https://page.example\n"
                                           "Vary: Origin\n"
                                           "Access-Control-Allow-Credentials: true\n"
                                           "Access-Control-Expose-Headers: x-three,x-four\n");
}

TEST(cors, names_both_reasons_to_vary) {
    cors_options options;
    options.origin = cors_options::reflect{};
    EXPECT_EQ(said(options, "OPTIONS", page),
              "preflight\n"
              "Access-Control-Allow-Origin: https://page.example\n"
              "Vary: Origin, Access-Control-Request-Headers\n"
              "Access-Control-Allow-Methods: GET,HEAD,PUT,PATCH,POST,DELETE\n"
              "Content-Length: 0\n");
}

} // namespace
} // namespace socketiota::engine
