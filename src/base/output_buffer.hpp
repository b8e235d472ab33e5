// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>

namespace socketiota::base {

/// Growing characters that an encoder writes through a raw pointer.
///
/// A shard keeps one and clears it for each packet, so that encoding allocates nothing once the
/// buffer has reached the size of the largest packet. `std::string` would zero what is about to be
/// overwritten and check its capacity for each character.
///
/// Not thread safe: belongs to one shard.
class output_buffer {
public:
    output_buffer() noexcept = default;

    /// Room for `count` more characters; write them there, then call `commit`.
    [[nodiscard]] char* prepare(std::size_t count) {
        if (capacity_ - size_ < count) [[unlikely]]
            grow(count);
        return data_.get() + size_;
    }

    /// Keeps the first `count` characters written at the pointer `prepare` gave.
    void commit(std::size_t count) noexcept { size_ += count; }

    void append(std::string_view text) {
        if (text.empty())
            return;
        std::memcpy(prepare(text.size()), text.data(), text.size());
        commit(text.size());
    }

    void append(char character) {
        *prepare(1) = character;
        commit(1);
    }

    /// In decimal digits.
    void append_number(std::uint64_t number);

    [[nodiscard]] std::string_view view() const noexcept { return {data_.get(), size_}; }

    [[nodiscard]] char* data() noexcept { return data_.get(); }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }

    /// Cuts back to `size` characters, for an encoder that takes something back.
    void truncate(std::size_t size) noexcept { size_ = size; }

    /// Forgets the content and keeps the memory, unless one huge packet made it larger than `keep`:
    /// otherwise a single 100 MB emit would hold its memory for ever.
    void clear(std::size_t keep = std::size_t{1} << 20) noexcept {
        size_ = 0;
        if (capacity_ > keep) {
            data_.reset();
            capacity_ = 0;
        }
    }

private:
    void grow(std::size_t count);

    std::unique_ptr<char[]> data_;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
};

} // namespace socketiota::base
