// SPDX-License-Identifier: MIT
#include "json_support.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace socketiota {
namespace {

bytes octets(std::string_view text) { return bytes{text}; }

TEST(json_reader, tells_kinds_without_consuming) {
    auto const kind = [](std::string text) { return reading(std::move(text)).reader.peek(); };
    EXPECT_EQ(kind("null"), value_kind::null);
    EXPECT_EQ(kind(" true"), value_kind::boolean);
    EXPECT_EQ(kind("false"), value_kind::boolean);
    EXPECT_EQ(kind("-12"), value_kind::integer);
    EXPECT_EQ(kind("9223372036854775808"), value_kind::unsigned_integer);
    EXPECT_EQ(kind("1.0"), value_kind::floating);
    EXPECT_EQ(kind("18446744073709551616"), value_kind::floating);
    EXPECT_EQ(kind("\"\""), value_kind::string);
    EXPECT_EQ(kind("[]"), value_kind::array);
    EXPECT_EQ(kind("{}"), value_kind::object);
    EXPECT_EQ(json_reader().peek(), value_kind::end);
}

TEST(json_reader, iterates_arrays_and_objects) {
    reading from(R"( [ 1 , [ ] , { "a" : [ 2 ] , "b" : { } } , "x" ] )");
    json_reader& reader = from.reader;
    std::int64_t number = 0;
    std::string_view text;
    ASSERT_TRUE(reader.enter_array());
    ASSERT_TRUE(reader.next_element());
    ASSERT_TRUE(reader.read_int64(number));
    EXPECT_EQ(number, 1);
    ASSERT_TRUE(reader.next_element());
    ASSERT_TRUE(reader.enter_array());
    EXPECT_FALSE(reader.next_element());
    ASSERT_TRUE(reader.next_element());
    ASSERT_TRUE(reader.enter_object());
    ASSERT_TRUE(reader.next_key(text));
    EXPECT_EQ(text, "a");
    ASSERT_TRUE(reader.enter_array());
    ASSERT_TRUE(reader.next_element());
    ASSERT_TRUE(reader.read_int64(number));
    EXPECT_EQ(number, 2);
    EXPECT_FALSE(reader.next_element());
    ASSERT_TRUE(reader.next_key(text));
    EXPECT_EQ(text, "b");
    ASSERT_TRUE(reader.enter_object());
    EXPECT_FALSE(reader.next_key(text));
    EXPECT_FALSE(reader.next_key(text));
    ASSERT_TRUE(reader.next_element());
    ASSERT_TRUE(reader.read_string(text));
    EXPECT_EQ(text, "x");
    EXPECT_FALSE(reader.next_element());
    EXPECT_FALSE(reader.failed());
}

TEST(json_reader, views_strings_in_the_text) {
    reading from(R"(["plain","es\ncaped","again\t","plain too"])");
    std::string_view views[4];
    ASSERT_TRUE(from.reader.enter_array());
    for (std::string_view& view : views) {
        ASSERT_TRUE(from.reader.next_element());
        ASSERT_TRUE(from.reader.read_string(view));
    }
    EXPECT_EQ(views[0].data(), from.text.data() + 2);
    // All views live until the call has been handled.
    EXPECT_EQ(views[1], "es\ncaped");
    EXPECT_EQ(views[2], "again\t");
    EXPECT_EQ(views[3], "plain too");
}

TEST(json_reader, keeps_its_scratch_for_the_next_text) {
    std::string const first = R"("a\n long string with an escape")";
    std::string const second = R"("b\n")";
    json_reader reader(first);
    std::string_view view;
    ASSERT_TRUE(reader.read_string(view));
    char const* const scratch = view.data();
    reader.reset(second);
    ASSERT_TRUE(reader.read_string(view));
    EXPECT_EQ(view, "b\n");
    EXPECT_EQ(view.data(), scratch);
}

TEST(json_reader, has_room_for_every_escaped_string) {
    std::string text = "[";
    for (int index = 0; index != 300; ++index)
        text += (index == 0 ? "\"" : ",\"") + std::string(static_cast<std::size_t>(index), 'x') +
                R"(\n")";
    reading from(text + "]");
    std::vector<std::string_view> views(300);
    ASSERT_TRUE(from.reader.enter_array());
    for (std::string_view& view : views)
        ASSERT_TRUE(from.reader.next_element() && from.reader.read_string(view));
    for (std::size_t index = 0; index != views.size(); ++index)
        EXPECT_EQ(views[index], std::string(index, 'x') + '\n');
}

TEST(json_reader, unescapes_keys) {
    reading from(R"({"\u0061\n" : 1})");
    std::string_view key;
    ASSERT_TRUE(from.reader.enter_object());
    ASSERT_TRUE(from.reader.next_key(key));
    EXPECT_EQ(key, "a\n");
}

TEST(json_reader, reads_attachments) {
    reading from(R"([{"_placeholder":true,"num":1},{"num":0,"_placeholder":true},{"a":1}])",
                 {octets("zero"), octets("one")});
    ASSERT_FALSE(from.wrong.failed());
    bytes shared;
    std::span<std::byte const> view;
    ASSERT_TRUE(from.reader.enter_array());
    ASSERT_TRUE(from.reader.next_element());
    EXPECT_EQ(from.reader.peek(), value_kind::bytes);
    ASSERT_TRUE(from.reader.read_bytes(shared));
    EXPECT_EQ(shared, octets("one"));
    EXPECT_EQ(shared.data(), from.attachments[1].data());
    ASSERT_TRUE(from.reader.next_element());
    ASSERT_TRUE(from.reader.read_bytes(view));
    EXPECT_EQ(view.data(), from.attachments[0].data());
    ASSERT_TRUE(from.reader.next_element());
    EXPECT_EQ(from.reader.peek(), value_kind::object);
    EXPECT_FALSE(from.reader.read_bytes(shared));
    EXPECT_EQ(from.reader.error(), error::arguments_do_not_fit);
}

TEST(json_reader, takes_a_placeholder_for_no_object) {
    reading from(R"({"_placeholder":true,"num":0})", {octets("zero")});
    EXPECT_FALSE(from.reader.enter_object());
    EXPECT_EQ(from.reader.error(), error::arguments_do_not_fit);
    reading without(R"({"_placeholder":true,"num":0})");
    EXPECT_TRUE(without.reader.enter_object());
}

TEST(json_reader, skips_and_gives_raw_text) {
    reading from(R"([{"a":"]"}, [1, {"_placeholder":true,"num":0}], [ 2 ], 3])", {octets("zero")});
    std::string_view raw;
    std::vector<bytes> attachments;
    std::int64_t number = 0;
    ASSERT_TRUE(from.reader.enter_array());
    ASSERT_TRUE(from.reader.next_element() && from.reader.skip());
    ASSERT_TRUE(from.reader.next_element() && from.reader.read_raw(raw, attachments));
    EXPECT_EQ(raw, R"([1, {"_placeholder":true,"num":0}])");
    EXPECT_EQ(attachments.size(), 1U);
    ASSERT_TRUE(from.reader.next_element() && from.reader.read_raw(raw, attachments));
    EXPECT_EQ(raw, "[ 2 ]");
    EXPECT_TRUE(attachments.empty());
    ASSERT_TRUE(from.reader.next_element() && from.reader.read_int64(number));
    EXPECT_EQ(number, 3);
    EXPECT_FALSE(from.reader.next_element());
}

TEST(json_reader, goes_to_the_arguments) {
    std::string const text = R"(["event", 1, 2])";
    json_outline outline;
    ASSERT_FALSE(validate_json(text, {}, outline).failed());
    json_reader reader(text);
    reader.seek_element(outline.rest_begin);
    int first = 0;
    int second = 0;
    EXPECT_TRUE(decode_arguments(reader, first, second));
    EXPECT_EQ(first + second, 3);

    std::string const alone = R"(["event"])";
    ASSERT_FALSE(validate_json(alone, {}, outline).failed());
    reader.reset(alone);
    reader.seek_element(outline.rest_begin);
    EXPECT_TRUE(decode_arguments(reader));
    reader.reset(alone);
    reader.seek_element(outline.rest_begin);
    EXPECT_FALSE(decode_arguments(reader, first));
    EXPECT_EQ(reader.error(), error::argument_missing);
}

TEST(json_reader, keeps_its_first_error_and_answers_nothing_after_it) {
    reading from(R"(["x",1,2])");
    json_reader& reader = from.reader;
    std::int64_t number = 0;
    bool flag = false;
    double floating = 0;
    std::string_view text;
    std::vector<bytes> attachments;
    ASSERT_TRUE(reader.enter_array());
    ASSERT_TRUE(reader.next_element());
    EXPECT_FALSE(reader.read_int64(number));
    EXPECT_FALSE(reader.fail(error::number_out_of_range));
    EXPECT_EQ(reader.error(), error::arguments_do_not_fit);
    EXPECT_EQ(reader.peek(), value_kind::end);
    EXPECT_FALSE(reader.next_element());
    EXPECT_FALSE(reader.next_key(text));
    EXPECT_FALSE(reader.read_null());
    EXPECT_FALSE(reader.read_bool(flag));
    EXPECT_FALSE(reader.read_double(floating));
    EXPECT_FALSE(reader.read_string(text));
    EXPECT_FALSE(reader.enter_array());
    EXPECT_FALSE(reader.enter_object());
    EXPECT_FALSE(reader.skip());
    EXPECT_FALSE(reader.read_raw(text, attachments));
    EXPECT_EQ(reader.error(), error::arguments_do_not_fit);
}

TEST(json_reader, refuses_kinds_that_do_not_fit) {
    std::string const texts[] = {"null", "true", "1", "\"x\"", "[1]", "{\"a\":1}"};
    for (std::size_t index = 0; index != std::size(texts); ++index) {
        auto const fits = [&texts, index](auto read) {
            reading from(texts[index]);
            bool const success = read(from.reader);
            EXPECT_EQ(success, !from.reader.failed());
            return success;
        };
        EXPECT_EQ(fits([](reader& from) { return from.read_null(); }), index == 0);
        EXPECT_EQ(fits([](reader& from) {
                      bool flag = false;
                      return from.read_bool(flag);
                  }),
                  index == 1);
        EXPECT_EQ(fits([](reader& from) {
                      std::int64_t number = 0;
                      return from.read_int64(number);
                  }),
                  index == 2);
        EXPECT_EQ(fits([](reader& from) {
                      std::uint64_t number = 0;
                      return from.read_uint64(number);
                  }),
                  index == 2);
        EXPECT_EQ(fits([](reader& from) {
                      double number = 0;
                      return from.read_double(number);
                  }),
                  index == 2);
        EXPECT_EQ(fits([](reader& from) {
                      std::string_view text;
                      return from.read_string(text);
                  }),
                  index == 3);
        EXPECT_EQ(fits([](reader& from) { return from.enter_array(); }), index == 4);
        EXPECT_EQ(fits([](reader& from) { return from.enter_object(); }), index == 5);
        EXPECT_FALSE(fits([](reader& from) {
            bytes octets;
            return from.read_bytes(octets);
        }));
    }
}

TEST(json_reader, notices_an_element_that_was_not_read) {
    reading from("[1,2]");
    ASSERT_TRUE(from.reader.enter_array());
    ASSERT_TRUE(from.reader.next_element());
    EXPECT_FALSE(from.reader.next_element());
    EXPECT_EQ(from.reader.error(), error::arguments_do_not_fit);
}

TEST(json_reader, notices_a_read_where_nothing_is_left) {
    reading from("1");
    std::int64_t number = 0;
    EXPECT_TRUE(from.reader.read_int64(number));
    EXPECT_FALSE(from.reader.read_int64(number));
    EXPECT_EQ(from.reader.error(), error::arguments_do_not_fit);
}

TEST(json_reader, tells_the_path_of_what_failed) {
    reading from(
        R"( ["event", {"x" : [0, {"deep key" : [true , false]}] , "user": {"age" : "old"}}])");
    json_reader& reader = from.reader;
    std::string_view key;
    std::int64_t number = 0;
    EXPECT_EQ(reader.error_path(), "");
    ASSERT_TRUE(reader.enter_array() && reader.next_element() && reader.skip());
    ASSERT_TRUE(reader.next_element() && reader.enter_object() && reader.next_key(key));
    ASSERT_TRUE(reader.skip() && reader.next_key(key) && reader.enter_object());
    ASSERT_TRUE(reader.next_key(key));
    EXPECT_FALSE(reader.read_int64(number));
    EXPECT_EQ(reader.error_path(), R"([1]."user"."age")");
    EXPECT_EQ(reader.error_kind(), value_kind::string);
    EXPECT_EQ(reader.wanted_kinds(), detail::whole_numbers);
    reader.reset("true");
    EXPECT_FALSE(reader.failed());
    EXPECT_FALSE(reader.read_null());
    EXPECT_EQ(reader.error_path(), "");
    std::string const deep = R"([1,{"a":[{},{"b\"c":[[],7]}]}])";
    EXPECT_EQ(json_path_to(deep, deep.find('7')), R"([1]."a"[1]."b\"c"[1])");
}

TEST(json_reader, is_about_the_value_that_did_not_fit) {
    reading from(R"([1, 2, 300])");
    std::vector<std::int8_t> into;
    EXPECT_FALSE(decode(from.reader, into));
    EXPECT_EQ(from.reader.error(), error::number_out_of_range);
    EXPECT_EQ(from.reader.error_path(), "[2]");
}

} // namespace
} // namespace socketiota
