// SPDX-License-Identifier: MIT
#include "json_support.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace socketiota {
namespace {

struct json_writer_test : testing::Test {
    base::output_buffer text{};
    std::vector<bytes> attachments{};
    json_writer writer{text, attachments};
};

TEST_F(json_writer_test, writes_scalars) {
    writer.begin_array(9);
    writer.write_null();
    writer.write_bool(true);
    writer.write_bool(false);
    writer.write_int64(std::numeric_limits<std::int64_t>::min());
    writer.write_uint64(std::numeric_limits<std::uint64_t>::max());
    writer.write_double(1.5);
    writer.write_double(-0.0);
    writer.write_double(std::nan(""));
    writer.write_string("x\n");
    writer.end_array();
    EXPECT_EQ(text.view(), R"([null,true,false,-9223372036854775808,18446744073709551615,1.5,0,)"
                           R"(null,"x\n"])");
}

TEST_F(json_writer_test, writes_arrays_and_objects) {
    writer.begin_object(3);
    writer.write_key("empty");
    writer.begin_array(0);
    writer.end_array();
    writer.write_key("k\"");
    writer.begin_object(0);
    writer.end_object();
    writer.write_key("list");
    writer.begin_array(3);
    writer.write_int64(1);
    writer.begin_array(1);
    writer.write_int64(2);
    writer.end_array();
    writer.write_int64(3);
    writer.end_array();
    writer.end_object();
    EXPECT_EQ(text.view(), R"({"empty":[],"k\"":{},"list":[1,[2],3]})");
}

TEST_F(json_writer_test, collects_attachments) {
    bytes const picture{std::string_view("picture")};
    writer.begin_array(2);
    writer.write_bytes(picture);
    writer.write_bytes(picture);
    writer.end_array();
    EXPECT_EQ(text.view(), R"([{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}])");
    ASSERT_EQ(attachments.size(), 2U);
    EXPECT_EQ(attachments[0].data(), picture.data());
}

TEST_F(json_writer_test, counts_attachments_from_zero_whoever_else_has_some) {
    attachments.assign(3, bytes{});
    json_writer second(text, attachments);
    second.write_bytes(bytes{});
    EXPECT_EQ(text.view(), R"({"_placeholder":true,"num":0})");
    EXPECT_EQ(attachments.size(), 4U);
}

TEST_F(json_writer_test, inserts_raw_text_with_new_numbers) {
    std::vector<bytes> const others{bytes{std::string_view("a")}, bytes{std::string_view("b")}};
    writer.begin_array(3);
    writer.write_bytes(bytes{std::string_view("mine")});
    writer.write_raw(R"({"x": [{"num":1, "_placeholder":true}, {"_placeholder":true,"num":1}]})",
                     others);
    writer.write_raw(R"("\ud800")", {});
    writer.end_array();
    EXPECT_EQ(text.view(),
              R"([{"_placeholder":true,"num":0},)"
              R"({"x": [{"_placeholder":true,"num":1}, {"_placeholder":true,"num":2}]},)"
              R"("\ud800"])");
    ASSERT_EQ(attachments.size(), 3U);
    EXPECT_EQ(attachments[1].as_text(), "b");
    EXPECT_EQ(attachments[2].as_text(), "b");
}

TEST_F(json_writer_test, refuses_raw_text_that_names_no_attachment) {
    std::vector<bytes> const others(1);
    writer.write_raw(R"({"_placeholder":true,"num":1})", others);
    EXPECT_EQ(writer.error(), error::illegal_attachment);
    EXPECT_TRUE(text.empty());
}

TEST_F(json_writer_test, limits_depth) {
    json_writer limited(text, attachments, 2);
    EXPECT_TRUE(limited.begin_array(2));
    EXPECT_TRUE(limited.begin_array(0));
    limited.end_array();
    EXPECT_TRUE(limited.begin_object(1));
    EXPECT_FALSE(limited.failed());
    limited.write_key("x");
    EXPECT_FALSE(limited.begin_array(1));
    EXPECT_EQ(limited.error(), error::nested_too_deep);
}

TEST_F(json_writer_test, writes_nothing_after_an_error) {
    writer.fail(error::arguments_do_not_fit);
    writer.fail(error::number_out_of_range);
    writer.write_null();
    writer.write_bool(true);
    writer.write_int64(1);
    writer.write_uint64(1);
    writer.write_double(1);
    writer.write_string("x");
    writer.write_bytes(bytes{});
    writer.write_key("x");
    writer.write_raw("1", {});
    EXPECT_FALSE(writer.begin_array(1));
    writer.end_array();
    EXPECT_FALSE(writer.begin_object(1));
    writer.end_object();
    EXPECT_TRUE(text.empty());
    EXPECT_TRUE(attachments.empty());
    EXPECT_EQ(writer.error(), error::arguments_do_not_fit);
}

TEST_F(json_writer_test, writes_an_object_that_looks_like_a_placeholder_as_it_is) {
    writer.begin_object(2);
    writer.write_key("_placeholder");
    writer.write_bool(true);
    writer.write_key("num");
    writer.write_int64(0);
    writer.end_object();
    EXPECT_EQ(text.view(), R"({"_placeholder":true,"num":0})");
    EXPECT_TRUE(attachments.empty());
}

} // namespace
} // namespace socketiota
