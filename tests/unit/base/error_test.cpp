// SPDX-License-Identifier: MIT
#include <socketiota/error.hpp>

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace socketiota {
namespace {

constexpr int last_error = static_cast<int>(error::postgres_queue_full);
constexpr int last_condition = static_cast<int>(condition::no_answer);

TEST(error_test, has_a_sentence_of_its_own_for_each) {
    std::set<std::string> sentences;
    for (int each = 1; each <= last_error; ++each) {
        std::string const sentence = error_category().message(each);
        EXPECT_FALSE(sentence.starts_with("unknown")) << each;
        EXPECT_TRUE(sentences.insert(sentence).second) << sentence << " is said twice";
    }
    EXPECT_EQ(error_category().message(last_error + 1),
              "unknown error " + std::to_string(last_error + 1))
        << "an error that this test does not know";
}

TEST(error_test, has_a_sentence_for_each_condition) {
    std::set<std::string> sentences;
    for (int each = 1; each <= last_condition; ++each)
        EXPECT_TRUE(sentences.insert(condition_category().message(each)).second) << each;
    EXPECT_EQ(condition_category().message(last_condition + 1), "unknown condition 3");
}

TEST(error_test, belongs_to_the_condition_that_callers_test_for) {
    for (error const each :
         {error::arguments_do_not_fit, error::argument_missing, error::number_out_of_range,
          error::malformed_json, error::nested_too_deep, error::illegal_attachment})
        EXPECT_EQ(error_code(each), condition::bad_arguments) << error_code(each).message();
    for (error const each :
         {error::operation_has_timed_out, error::socket_disconnected, error::too_many_acks})
        EXPECT_EQ(error_code(each), condition::no_answer) << error_code(each).message();
    for (error const each :
         {error::too_many_attachments, error::invalid_option, error::reserved_event_name,
          error::text_is_not_utf8, error::too_many_rooms, error::bad_certificate}) {
        EXPECT_NE(error_code(each), condition::bad_arguments) << error_code(each).message();
        EXPECT_NE(error_code(each), condition::no_answer) << error_code(each).message();
    }
    EXPECT_EQ(error_category().name(), std::string("socketiota"));
    EXPECT_EQ(condition_category().name(), std::string("socketiota condition"));
}

} // namespace
} // namespace socketiota
