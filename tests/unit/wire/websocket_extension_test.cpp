// SPDX-License-Identifier: MIT
#include "official_vectors.hpp"

#include <gtest/gtest.h>

#include <string>

#include <wire/websocket_extension.hpp>

namespace socketiota::wire {
namespace {

std::string describe(std::string_view value) {
    auto const offers = parse_extension_offers(value);
    if (!offers)
        return "malformed";
    std::string text;
    for (extension_offer const& offer : *offers) {
        text.append("[").append(offer.name);
        for (extension_parameter const& parameter : offer.parameters) {
            text.append("|").append(parameter.name);
            if (parameter.value)
                text.append("=").append(*parameter.value);
        }
        text.append("]");
    }
    return text;
}

TEST(websocket_extension, reads_offers) {
    EXPECT_EQ(describe("permessage-deflate"), "[permessage-deflate]");
    EXPECT_EQ(describe("permessage-deflate; client_max_window_bits; server_max_window_bits=10"),
              "[permessage-deflate|client_max_window_bits|server_max_window_bits=10]");
    EXPECT_EQ(describe("a;b=\"c\", d , a ;b\t;c=1"), "[a|b=c][d][a|b|c=1]");
    EXPECT_EQ(describe("a;b=\"\\c\\d\""), "[a|b=cd]");
    EXPECT_EQ(describe("constructor;__proto__"), "[constructor|__proto__]");
}

TEST(websocket_extension, refuses_what_the_official_server_refuses) {
    for (auto const& vector : official_extensions)
        EXPECT_EQ(parse_extension_offers(vector.value).has_value(), vector.is_valid)
            << "[" << vector.value << "]";
}

} // namespace
} // namespace socketiota::wire
