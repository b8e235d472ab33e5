// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include <loop/tls_records.hpp>

namespace socketiota::loop {
namespace {

/// The blocks, of at most 4 octets, that `pieces` become.
std::vector<std::string> blocks_of(std::vector<std::string> const& pieces, bool skip = false) {
    std::vector<boost::asio::const_buffer> buffers;
    for (std::string const& each : pieces)
        buffers.emplace_back(each.data(), each.size());
    std::array<std::byte, 4> copies{};
    tls_records records(buffers, copies);
    if (skip)
        records.skip_one();
    std::vector<std::string> blocks;
    while (!records.empty()) {
        auto const block = records.next();
        blocks.emplace_back(reinterpret_cast<char const*>(block.data()), block.size());
    }
    return blocks;
}

using texts = std::vector<std::string>;

TEST(tls_records, are_full_whatever_the_pieces) {
    EXPECT_EQ(blocks_of({"abcdefghij"}), (texts{"abcd", "efgh", "ij"}));
    EXPECT_EQ(blocks_of({"a", "b", "c", "d", "e"}), (texts{"abcd", "e"}));
    EXPECT_EQ(blocks_of({"ab", "cdefghi", "jk"}), (texts{"abcd", "efgh", "ijk"}));
    EXPECT_EQ(blocks_of({"abcdef", "ghijkl"}), (texts{"abcd", "efgh", "ijkl"}));
    EXPECT_EQ(blocks_of({"", "ab", "", "cd", ""}), (texts{"abcd"}));
}

TEST(tls_records, are_none_of_nothing) {
    EXPECT_EQ(blocks_of({}), texts{});
    EXPECT_EQ(blocks_of({"", ""}), texts{});
}

TEST(tls_records, leave_out_the_first_octet) {
    EXPECT_EQ(blocks_of({"abcdef"}, true), (texts{"bcde", "f"}));
    EXPECT_EQ(blocks_of({"", "a", "bc"}, true), (texts{"bc"}));
    EXPECT_EQ(blocks_of({"a"}, true), texts{});
    EXPECT_EQ(blocks_of({}, true), texts{});
}

TEST(tls_records, stay_where_they_are_if_they_can) {
    std::string const text = "abcdefgh";
    boost::asio::const_buffer const piece(text.data(), text.size());
    std::array<std::byte, 4> copies{};
    tls_records records(std::span(&piece, 1), copies);
    EXPECT_EQ(static_cast<void const*>(records.next().data()), text.data());
    EXPECT_EQ(static_cast<void const*>(records.next().data()), text.data() + 4);
}

} // namespace
} // namespace socketiota::loop
