// SPDX-License-Identifier: MIT
#include <socketiota/value.hpp>

#include <gtest/gtest.h>

#include <span>
#include <string>
#include <string_view>

#include <value/value_reader.hpp>

namespace socketiota {
namespace {

TEST(value_reader, iterates_like_any_reader) {
    value const from = object("a", array(1, bytes{std::string_view("x")}), "b", object());
    value_reader reader(from);
    std::string_view key;
    std::uint64_t number = 0;
    std::span<std::byte const> view;
    bytes octets;
    EXPECT_EQ(reader.peek(), value_kind::object);
    ASSERT_TRUE(reader.enter_object() && reader.next_key(key));
    EXPECT_EQ(key, "a");
    ASSERT_TRUE(reader.enter_array() && reader.next_element() && reader.read_uint64(number));
    ASSERT_TRUE(reader.next_element() && reader.read_bytes(view));
    EXPECT_EQ(view.data(), from["a"][1].to<bytes>().value().data());
    EXPECT_FALSE(reader.next_element());
    ASSERT_TRUE(reader.next_key(key) && reader.enter_object());
    EXPECT_FALSE(reader.next_key(key));
    EXPECT_FALSE(reader.next_key(key));
    EXPECT_FALSE(reader.failed());
    EXPECT_EQ(reader.peek(), value_kind::end);
    EXPECT_FALSE(reader.read_bytes(octets));
    EXPECT_EQ(reader.error(), error::arguments_do_not_fit);
}

TEST(value_reader, tells_the_path_of_what_failed) {
    value const from = array("event", object("x", 1, "user", object("age", "old")));
    value_reader reader(from);
    std::string_view key;
    std::int64_t number = 0;
    ASSERT_TRUE(reader.enter_array() && reader.next_element() && reader.skip());
    ASSERT_TRUE(reader.next_element() && reader.enter_object() && reader.next_key(key));
    ASSERT_TRUE(reader.skip() && reader.next_key(key) && reader.enter_object());
    ASSERT_TRUE(reader.next_key(key));
    EXPECT_EQ(reader.error_path(), "");
    EXPECT_FALSE(reader.read_int64(number));
    EXPECT_EQ(reader.error_path(), R"([1]."user"."age")");
    EXPECT_EQ(reader.error_kind(), value_kind::string);
    EXPECT_FALSE(reader.next_key(key));
    EXPECT_FALSE(reader.next_element());
    EXPECT_FALSE(reader.skip());
}

TEST(value_reader, gives_raw_text_that_stays) {
    value const from = array(array(1, "a"), object("k", bytes{std::string_view("x")}));
    value_reader reader(from);
    std::string_view first;
    std::string_view second;
    std::vector<bytes> attachments;
    ASSERT_TRUE(reader.enter_array() && reader.next_element() &&
                reader.read_raw(first, attachments));
    EXPECT_TRUE(attachments.empty());
    ASSERT_TRUE(reader.next_element() && reader.read_raw(second, attachments));
    EXPECT_EQ(first, R"([1,"a"])");
    EXPECT_EQ(second, R"({"k":{"_placeholder":true,"num":0}})");
    EXPECT_EQ(attachments.size(), 1U);
}

TEST(value_reader, notices_an_element_that_was_not_read) {
    value const from = array(1, 2);
    value_reader reader(from);
    ASSERT_TRUE(reader.enter_array() && reader.next_element());
    EXPECT_FALSE(reader.next_element());
    EXPECT_EQ(reader.error(), error::arguments_do_not_fit);
}

TEST(value_reader, refuses_to_mix_arrays_and_objects) {
    value const from = array(1);
    value_reader reader(from);
    std::string_view key;
    ASSERT_TRUE(reader.enter_array());
    EXPECT_FALSE(reader.next_key(key));
    EXPECT_EQ(reader.error(), error::arguments_do_not_fit);
}

} // namespace
} // namespace socketiota
