// SPDX-License-Identifier: MIT
#include <socketiota/http_request.hpp>
#include <socketiota/value.hpp>

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>

namespace socketiota {
namespace {

struct user {
    std::string name{};
    int age = 0;
};

http_request with_body(std::string_view body) {
    http_request::parts parts;
    parts.body = bytes(body);
    return http_request(std::move(parts));
}

TEST(request_json, decodes_the_body) {
    auto const made = with_body(R"({"name":"a","age":3,"more":[]})").json<user>();
    ASSERT_TRUE(made.has_value());
    EXPECT_EQ(made->name, "a");
    EXPECT_EQ(made->age, 3);
}

TEST(request_json, names_the_member_that_does_not_fit) {
    auto const wrong = with_body(R"({"name":"a","age":"3"})").json<user>();
    EXPECT_EQ(wrong.error(), error::arguments_do_not_fit);
    EXPECT_EQ(wrong.error().message(), R"(member "age" is a string, expected a whole number)");
}

TEST(request_json, refuses_what_is_no_json) {
    for (std::string_view const body : {"", "{\"name\":", "[1]x"}) {
        auto const wrong = with_body(body).json<value>();
        EXPECT_EQ(wrong.error(), error::malformed_json);
        EXPECT_EQ(wrong.error().message(), make_error_code(error::malformed_json).message());
    }
    EXPECT_EQ(with_body(std::string(600, '[')).json<value>().error(), error::nested_too_deep);
    // A placeholder stands for nothing here.
    EXPECT_EQ(with_body(R"({"_placeholder":true,"num":0})").json<bytes>().error(),
              error::arguments_do_not_fit);
}

} // namespace
} // namespace socketiota
