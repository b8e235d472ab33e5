// SPDX-License-Identifier: MIT
#include "official_vectors.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include <wire/query.hpp>

namespace socketiota::wire {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string decoded_text(std::string_view encoded) {
    std::string scratch;
    return std::string(decode_query_component(encoded, scratch));
}

std::vector<std::string> pairs(std::string_view query) {
    std::vector<std::string> all;
    query_reader reader(query);
    while (auto const parameter = reader.next())
        all.push_back(decoded_text(parameter->name) + "=" + decoded_text(parameter->value));
    return all;
}

TEST(query_reader, gives_all_parameters_in_order) {
    EXPECT_THAT(pairs(""), IsEmpty());
    EXPECT_THAT(pairs("&&"), IsEmpty());
    EXPECT_THAT(pairs("EIO=4&transport=polling&a&b=&=c&d=e=f&EIO=3"),
                ElementsAre("EIO=4", "transport=polling", "a=", "b=", "=c", "d=e=f", "EIO=3"));
    EXPECT_THAT(pairs("&a=1&&b=2&"), ElementsAre("a=1", "b=2"));
}

TEST(decode_query_component, decodes_like_a_form) {
    EXPECT_EQ(decoded_text("a+b%20c"), "a b c");
    EXPECT_EQ(decoded_text("%41%7a%C3%A4"), "Az\xC3\xA4");
    EXPECT_EQ(decoded_text("%00"), std::string(1, '\0'));
    EXPECT_EQ(decoded_text("%2525"), "%25");
}

TEST(decode_query_component, keeps_invalid_escapes) {
    EXPECT_EQ(decoded_text("%"), "%");
    EXPECT_EQ(decoded_text("%4"), "%4");
    EXPECT_EQ(decoded_text("100%"), "100%");
    EXPECT_EQ(decoded_text("%zz%4g%g4"), "%zz%4g%g4");
    EXPECT_EQ(decoded_text("%%41"), "%A");
}

TEST(decode_query_component, copies_only_what_changes) {
    std::string scratch;
    std::string_view const plain = "AAAAAAAAAAAAAAAAAAAAAA-_";
    EXPECT_EQ(decode_query_component(plain, scratch).data(), plain.data());
    EXPECT_TRUE(scratch.empty());
}

TEST(decode_query_component, agrees_with_the_official_server) {
    for (auto const& vector : official_queries) {
        std::vector<std::string> expected;
        for (std::size_t index = 0; index + 1 < vector.decoded.size(); index += 2)
            expected.push_back(std::string(vector.decoded[index]) + "=" +
                               std::string(vector.decoded[index + 1]));
        EXPECT_EQ(pairs(vector.query), expected) << vector.query;
    }
}

TEST(find_query_parameter, takes_the_last_of_equal_names) {
    std::string scratch;
    EXPECT_EQ(find_query_parameter("a=1&b=2&a=3", "a", scratch), "3");
    EXPECT_EQ(find_query_parameter("a=1&b=2&%61=%33", "a", scratch), "3");
    EXPECT_EQ(find_query_parameter("a=%31&b=%32", "a", scratch), "1");
    EXPECT_EQ(find_query_parameter("a", "a", scratch), "");
    EXPECT_EQ(find_query_parameter("a=1", "b", scratch), std::nullopt);
    EXPECT_EQ(find_query_parameter("", "", scratch), std::nullopt);
    EXPECT_EQ(find_query_parameter("=x", "", scratch), "x");
}

} // namespace
} // namespace socketiota::wire
