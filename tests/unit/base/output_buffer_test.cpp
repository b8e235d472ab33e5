// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

#include <base/output_buffer.hpp>

namespace socketiota::base {
namespace {

TEST(output_buffer, appends_numbers) {
    output_buffer text;
    text.append_number(0);
    text.append(' ');
    text.append_number(std::numeric_limits<std::uint64_t>::max());
    text.append(' ');
    text.append_number(7);
    EXPECT_EQ(text.view(), "0 18446744073709551615 7");
}

TEST(output_buffer, grows_for_a_number) {
    output_buffer text;
    for (int count = 0; count < 1000; ++count)
        text.append_number(1);
    EXPECT_EQ(text.size(), 1000U);
    EXPECT_EQ(text.view().find_first_not_of('1'), text.view().npos);
}

} // namespace
} // namespace socketiota::base
