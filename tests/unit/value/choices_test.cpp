// SPDX-License-Identifier: MIT
#include "json_support.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace socketiota {
namespace {

struct circle {
    int radius = 0;
};

struct square {
    int side = 0;
};

/// A codec of a program that does not tell what it accepts.
struct anything {
    value_kind kind = value_kind::end;
};

} // namespace

template <>
struct codec<anything> {
    static void encode(writer& to, anything const&) { to.write_string("anything"); }

    static bool decode(reader& from, anything& into) {
        into.kind = from.peek();
        return from.skip();
    }
};

namespace {

TEST(codec_of_optional, is_null_when_empty) {
    EXPECT_EQ(json_of(std::optional<int>{}), "null");
    EXPECT_EQ(json_of(std::optional<int>{1}), "1");
    EXPECT_EQ(json_of(std::vector<std::optional<int>>{1, {}}), "[1,null]");
    EXPECT_EQ(decode_json<std::optional<int>>("null").value(), std::nullopt);
    EXPECT_EQ(decode_json<std::optional<int>>("1").value(), 1);
    EXPECT_EQ(error_of<std::optional<int>>("\"1\""), error::arguments_do_not_fit);
}

TEST(codec_of_variant, takes_the_first_alternative_that_fits) {
    using choice = std::variant<std::monostate, bool, int, std::string, std::vector<int>, circle>;
    EXPECT_EQ(decode_json<choice>("null").value().index(), 0U);
    EXPECT_EQ(decode_json<choice>("true").value().index(), 1U);
    EXPECT_EQ(std::get<int>(decode_json<choice>("5").value()), 5);
    EXPECT_EQ(std::get<std::string>(decode_json<choice>("\"s\"").value()), "s");
    EXPECT_EQ(std::get<4>(decode_json<choice>("[1]").value()).size(), 1U);
    EXPECT_EQ(std::get<circle>(decode_json<choice>(R"({"radius":2})").value()).radius, 2);
    EXPECT_EQ(error_of<choice>(R"(["not numbers"])"), error::arguments_do_not_fit);
    EXPECT_EQ((error_of<std::variant<int, bool>>("\"s\"")), error::arguments_do_not_fit);
    EXPECT_EQ(json_of(choice{circle{3}}), R"({"radius":3})");
    EXPECT_EQ(json_of(choice{}), "null");
}

TEST(codec_of_variant, knows_one_kind_of_number) {
    using whole_first = std::variant<int, double>;
    EXPECT_EQ(decode_json<whole_first>("1").value().index(), 0U);
    EXPECT_EQ(decode_json<whole_first>("1.5").value().index(), 1U);
    EXPECT_EQ(decode_json<whole_first>("10000000000000000000").value().index(), 1U);
    EXPECT_EQ(
        (decode_json<std::variant<std::uint64_t, double>>("10000000000000000000").value().index()),
        0U);
    using floating_first = std::variant<double, int>;
    EXPECT_EQ(decode_json<floating_first>("1").value().index(), 0U);
    using whole_alone = std::variant<std::string, int>;
    EXPECT_EQ(std::get<int>(decode_json<whole_alone>("1e2").value()), 100);
    EXPECT_EQ(error_of<whole_alone>("1.5"), error::arguments_do_not_fit);
}

TEST(codec_of_variant, stays_with_its_choice) {
    using shape = std::variant<circle, square>;
    EXPECT_EQ(error_of<shape>(R"({"side":1})"), error::argument_missing);
}

TEST(codec_of_variant, tries_codecs_that_do_not_tell) {
    using choice = std::variant<bool, anything, int>;
    EXPECT_EQ(decode_json<choice>("false").value().index(), 0U);
    EXPECT_EQ(std::get<anything>(decode_json<choice>("1").value()).kind, value_kind::integer);
}

} // namespace
} // namespace socketiota
