// SPDX-License-Identifier: MIT
#include <utility>

#include <adapter/packet_offset.hpp>
#include <base/random.hpp>

namespace socketiota::adapter {
namespace {

constexpr std::size_t shard_digits = 2;
constexpr std::size_t most_number_digits = packet_offset::number_bits / 6;

/// Nothing if one of them is no digit.
std::optional<std::uint64_t> number_of(std::string_view digits) noexcept {
    std::uint64_t number = 0;
    for (char const each : digits) {
        std::size_t const digit = base::digits64.find(each);
        if (digit == std::string_view::npos)
            return std::nullopt;
        number = number << 6 | digit;
    }
    return number;
}

} // namespace

offset_text::offset_text(std::string mark) noexcept : mark_(std::move(mark)) {}

std::string offset_text::write(packet_offset offset) const {
    std::string text;
    text.reserve(mark_.size() + shard_digits + most_number_digits);
    text = mark_;
    text += base::digits64[offset.shard() >> 6 & 63];
    text += base::digits64[offset.shard() & 63];
    unsigned shift = 0;
    while (offset.number() >> shift > 63)
        shift += 6;
    for (;; shift -= 6) {
        text += base::digits64[offset.number() >> shift & 63];
        if (shift == 0)
            return text;
    }
}

std::optional<packet_offset> offset_text::read(std::string_view text) const noexcept {
    if (!text.starts_with(mark_))
        return std::nullopt;
    text.remove_prefix(mark_.size());
    if (text.size() <= shard_digits || text.size() > shard_digits + most_number_digits)
        return std::nullopt;
    auto const shard = number_of(text.substr(0, shard_digits));
    auto const number = number_of(text.substr(shard_digits));
    bool const is_shortest = text[shard_digits] != base::digits64.front();
    if (!shard || !number || !is_shortest)
        return std::nullopt;
    return packet_offset(static_cast<std::size_t>(*shard), *number);
}

} // namespace socketiota::adapter
