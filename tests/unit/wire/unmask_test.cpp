// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <vector>

#include <wire/unmask.hpp>

namespace socketiota::wire {
namespace {

constexpr mask_key key{std::byte{0x80}, std::byte{0x01}, std::byte{0xFE}, std::byte{0x7F}};

// The definition, octet by octet (RFC 6455 5.3).
std::vector<std::byte> masked(std::vector<std::byte> data) {
    for (std::size_t index = 0; index < data.size(); ++index)
        data[index] ^= key[index % 4];
    return data;
}

std::vector<std::byte> ascii(std::size_t size) {
    std::vector<std::byte> data(size);
    for (std::size_t index = 0; index < size; ++index)
        data[index] = static_cast<std::byte>(index * 7 % 0x80);
    return data;
}

TEST(unmask, agrees_with_the_definition_at_every_size_and_alignment) {
    for (std::size_t size = 0; size <= 200; ++size) {
        for (std::size_t offset = 0; offset < 8; ++offset) {
            std::vector<std::byte> const plain = ascii(size);
            std::vector<std::byte> const wire = masked(plain);
            std::vector<std::byte> buffer(offset + size);
            std::copy(wire.begin(), wire.end(),
                      buffer.begin() + static_cast<std::ptrdiff_t>(offset));
            EXPECT_TRUE(unmask(std::span(buffer).subspan(offset), key));
            EXPECT_TRUE(std::equal(plain.begin(), plain.end(),
                                   buffer.begin() + static_cast<std::ptrdiff_t>(offset)))
                << size;
        }
    }
}

TEST(unmask, finds_the_one_octet_that_is_not_ascii) {
    for (std::size_t const size : {1U, 3U, 4U, 7U, 8U, 15U, 31U, 32U, 33U, 64U, 70U, 100U, 129U}) {
        for (std::size_t place = 0; place < size; ++place) {
            std::vector<std::byte> plain = ascii(size);
            plain[place] |= std::byte{0x80};
            std::vector<std::byte> data = masked(plain);
            EXPECT_FALSE(unmask(data, key)) << place << " of " << size;
            EXPECT_EQ(data, plain);
        }
    }
}

TEST(unmask, goes_on_with_a_turned_key) {
    std::vector<std::byte> const plain = ascii(100);
    for (std::size_t split = 0; split <= plain.size(); ++split) {
        std::vector<std::byte> data = masked(plain);
        unmask(std::span(data).first(split), key);
        unmask(std::span(data).subspan(split), rotate(key, split));
        EXPECT_EQ(data, plain) << split;
    }
}

} // namespace
} // namespace socketiota::wire
