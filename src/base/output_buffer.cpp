// SPDX-License-Identifier: MIT
#include <algorithm>

#include <base/output_buffer.hpp>

namespace socketiota::base {

void output_buffer::grow(std::size_t count) {
    std::size_t const wanted = std::max({size_ + count, capacity_ * 2, std::size_t{256}});
    auto larger = std::make_unique_for_overwrite<char[]>(wanted);
    if (size_ != 0)
        std::memcpy(larger.get(), data_.get(), size_);
    data_ = std::move(larger);
    capacity_ = wanted;
}

} // namespace socketiota::base
