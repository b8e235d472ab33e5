// SPDX-License-Identifier: MIT
#include <algorithm>
#include <charconv>
#include <limits>

#include <base/output_buffer.hpp>

namespace socketiota::base {

void output_buffer::append_number(std::uint64_t number) {
    constexpr std::size_t most_digits = std::numeric_limits<std::uint64_t>::digits10 + 1;
    char* const begin = prepare(most_digits);
    commit(static_cast<std::size_t>(std::to_chars(begin, begin + most_digits, number).ptr - begin));
}

void output_buffer::grow(std::size_t count) {
    std::size_t const wanted = std::max({size_ + count, capacity_ * 2, std::size_t{256}});
    auto larger = std::make_unique_for_overwrite<char[]>(wanted);
    if (size_ != 0)
        std::memcpy(larger.get(), data_.get(), size_);
    data_ = std::move(larger);
    capacity_ = wanted;
}

} // namespace socketiota::base
