// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <string_view>

#include <cluster/json_cursor.hpp>

namespace socketiota::cluster {
namespace {

/// How many octets it takes for one value; none if it fails.
std::size_t taken(std::string_view text) {
    json_cursor from(text);
    std::size_t const size = from.take().octets.size();
    EXPECT_EQ(from.failed(), size == 0) << text;
    return size;
}

/// Strings that have whatever ends others, or seems to.
constexpr std::string_view strings[] = {
    R"("")",    R"("a")",     R"("}")",    R"("[{")",    R"("\\")",
    R"("\"}")", R"("\\\"]")", R"("\\\\")", R"("a\\}b")", R"("\n\"{\"")",
};

TEST(json_cursor, finds_the_end_of_what_it_steps_over_wherever_that_lies) {
    for (std::string_view const each : strings)
        for (std::size_t before = 0; before != 200; ++before) {
            std::string text(R"({"a":")");
            text.append(70, 'x')
                .append(R"(","p":")")
                .append(before, 'x')
                .append(R"(","b":[)")
                .append(each);
            text.append(R"(,{}],"c":)").append(each).append("}");
            ASSERT_EQ(taken(text + R"(,"next":[]}])"), text.size()) << text;
            ASSERT_EQ(taken(text), text.size()) << text;
            for (std::size_t cut = 1; cut != text.size() && cut != 70; ++cut)
                ASSERT_EQ(taken(text.substr(0, text.size() - cut)), 0U)
                    << text << " without " << cut;
        }
}

TEST(json_cursor, finds_the_end_of_what_nests_from_its_beginning) {
    for (std::string_view const each : strings)
        for (std::size_t before = 0; before != 140; ++before) {
            std::string text = R"([{"a":")";
            text.append(before, 'x').append(R"(","b":[)").append(each).append("]},").append(each);
            text.append("]");
            ASSERT_EQ(taken(text + R"(,"next":[]}])"), text.size()) << text;
            for (std::size_t cut = 1; cut != text.size(); ++cut)
                ASSERT_EQ(taken(text.substr(0, text.size() - cut)), 0U)
                    << text << " without " << cut;
        }
}

TEST(json_cursor, finds_the_end_of_many_brackets) {
    for (std::size_t depth = 1; depth != 300; ++depth) {
        std::string text(depth, '[');
        text += R"("]")";
        text.append(depth, ']');
        ASSERT_EQ(taken(text + "]]"), text.size());
        ASSERT_EQ(taken(text.substr(1)), text.size() - 2);
    }
}

} // namespace
} // namespace socketiota::cluster
