// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include <wire/jsonp.hpp>

namespace socketiota::wire {
namespace {

using namespace std::string_literals;

std::string script(std::uint32_t function, std::string_view payload) {
    base::output_buffer output;
    append_jsonp_script(output, function, payload);
    return std::string(output.view());
}

TEST(jsonp, takes_the_one_field_of_a_form) {
    EXPECT_EQ(decode_jsonp_body("d=6%3A4hello"), "6:4hello");
    EXPECT_EQ(decode_jsonp_body("a=b&d=4a+b%2Bc&e"), "4a b+c");
    EXPECT_EQ(decode_jsonp_body("d="), "");
    EXPECT_EQ(decode_jsonp_body("%64=x"), "x");
    EXPECT_EQ(decode_jsonp_body("d=%C3%A4%C3"), "\xc3\xa4\xef\xbf\xbd");
    EXPECT_EQ(decode_jsonp_body(""), std::nullopt);
    EXPECT_EQ(decode_jsonp_body("e=4"), std::nullopt);
    EXPECT_EQ(decode_jsonp_body("d=4&d=5"), std::nullopt);
}

// As by the two replacements of the official server.
TEST(jsonp, undoes_the_escapes_of_line_ends) {
    EXPECT_EQ(decode_jsonp_body("d=4a\\nb"), "4a\nb");
    EXPECT_EQ(decode_jsonp_body("d=4a\\\\nb"), "4a\\nb");
    EXPECT_EQ(decode_jsonp_body("d=4a\\\\\\nb"), "4a\\\\nb");
    EXPECT_EQ(decode_jsonp_body("d=4a%5Cn%5C%5Cn"), "4a\n\\n");
    EXPECT_EQ(decode_jsonp_body("d=4\\n\\n"), "4\n\n");
    EXPECT_EQ(decode_jsonp_body("d=4\\tn\\"), "4\\tn\\");
    EXPECT_EQ(decode_jsonp_body("d=4n"), "4n");
}

TEST(jsonp, writes_a_script) {
    EXPECT_EQ(script(0, "4hello"), R"(___eio[0]("4hello");)");
    EXPECT_EQ(script(12, "4[\"a\\b\"]"), R"(___eio[12]("4[\"a\\b\"]");)");
    EXPECT_EQ(script(1, "\b\f\n\r\t\0\x1e\x7f"s),
              "___eio[1](\"\\b\\f\\n\\r\\t\\u0000\\u001e\x7f\");");
    EXPECT_EQ(script(1, "\xe2\x80\xa7\xe2\x80\xa8\xe2\x80\xa9\xe2\x80"),
              "___eio[1](\"\xe2\x80\xa7\\u2028\\u2029\xe2\x80\");");
}

} // namespace
} // namespace socketiota::wire
