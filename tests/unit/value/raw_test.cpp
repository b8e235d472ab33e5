// SPDX-License-Identifier: MIT
#include "json_support.hpp"

#include <socketiota/raw.hpp>
#include <socketiota/value.hpp>

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace socketiota {
namespace {

bytes binary(std::string_view text) { return bytes{text}; }

TEST(raw, relays_text_as_it_came) {
    std::string const text = R"([ "\ud800", 1.0, 1e400, {"a" : 1, "a" : 2} ])";
    raw const kept = decode_json<raw>(text).value();
    EXPECT_EQ(kept.text(), text);
    EXPECT_EQ(json_of(kept), text);
    EXPECT_EQ(json_of(std::vector{kept, kept}), "[" + text + "," + text + "]");
}

TEST(raw, takes_its_binary_along) {
    auto const [number, kept] =
        decode_json<std::tuple<bytes, raw>>(
            R"([{"_placeholder":true,"num":0},{"x":{"_placeholder":true,"num":1}}])",
            {binary("zero"), binary("one")})
            .value();
    EXPECT_EQ(kept.text(), R"({"x":{"_placeholder":true,"num":1}})");
    encoded_json const relayed = encode_json(std::tuple(kept, binary("new"), kept));
    EXPECT_EQ(relayed.text, R"([{"x":{"_placeholder":true,"num":0}},{"_placeholder":true,"num":1},)"
                            R"({"x":{"_placeholder":true,"num":2}}])");
    ASSERT_EQ(relayed.attachments.size(), 3U);
    EXPECT_EQ(relayed.attachments[0].as_text(), "one");
    EXPECT_EQ(relayed.attachments[2].as_text(), "one");
    EXPECT_EQ(kept.to<value>().value(), object("x", binary("one")));
}

TEST(raw, is_always_json) {
    EXPECT_EQ(raw().text(), "null");
    EXPECT_EQ(raw::parse("[1,").error(), error::malformed_json);
    EXPECT_EQ(raw::parse("").error(), error::malformed_json);
    EXPECT_EQ(raw::parse(R"({"_placeholder":true,"num":1})", {binary("zero")}).error(),
              error::illegal_attachment);
    raw moved = raw::parse("[1]").value();
    raw const taken = std::move(moved);
    EXPECT_EQ(json_of(std::vector{taken, moved}), "[[1],null]"); // NOLINT: what is left is meant
}

TEST(raw, encodes_once_and_decodes) {
    raw const made = raw::of(std::tuple(1, "a", binary("zero"))).value();
    EXPECT_EQ(made.text(), R"([1,"a",{"_placeholder":true,"num":0}])");
    EXPECT_EQ(made.attachments().size(), 1U);
    EXPECT_EQ((made.to<std::tuple<int, std::string, bytes>>().value()),
              (std::tuple<int, std::string, bytes>(1, "a", binary("zero"))));
    EXPECT_EQ(made.to<int>().error(), error::arguments_do_not_fit);
    value deep;
    for (int level = 0; level != 600; ++level)
        deep = array(std::move(deep));
    EXPECT_EQ(raw::of(deep).error(), error::nested_too_deep);
}

TEST(raw, comes_out_of_a_value) {
    value const from = array(1, binary("zero"));
    raw const made = from.to<raw>().value();
    EXPECT_EQ(made.text(), R"([1,{"_placeholder":true,"num":0}])");
    EXPECT_EQ(value(made), from);
    EXPECT_EQ(made, raw::of(from).value());
}

} // namespace
} // namespace socketiota
