// SPDX-License-Identifier: MIT
#include <socketiota/bytes.hpp>

#include <gtest/gtest.h>

#include <array>
#include <string_view>
#include <utility>
#include <vector>

namespace socketiota {
namespace {

TEST(bytes, are_empty_by_default) {
    bytes const none;
    EXPECT_TRUE(none.empty());
    EXPECT_EQ(none.size(), 0U);
    EXPECT_EQ(none.as_text(), "");
}

TEST(bytes, copy_the_source) {
    std::array source{std::byte{1}, std::byte{0}, std::byte{255}};
    bytes const copy{source};
    source[0] = std::byte{9};
    EXPECT_EQ(copy.as_text(), std::string_view("\x01\x00\xff", 3));
}

TEST(bytes, share_octets_when_copied) {
    bytes const first{std::string_view("shared")};
    bytes const second = first;
    EXPECT_EQ(first.data(), second.data());
}

TEST(bytes, take_over_a_vector_without_copying) {
    std::vector<std::byte> source(3, std::byte{7});
    auto const* address = source.data();
    bytes const taken{std::move(source)};
    EXPECT_EQ(taken.data(), address);
}

TEST(bytes, compare_by_content) {
    EXPECT_EQ(bytes{std::string_view("a")}, bytes{std::string_view("a")});
    EXPECT_NE(bytes{std::string_view("a")}, bytes{std::string_view("b")});
    EXPECT_EQ(bytes{}, bytes{std::string_view()});
}

} // namespace
} // namespace socketiota
