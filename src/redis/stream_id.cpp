// SPDX-License-Identifier: MIT
#include <charconv>
#include <limits>
#include <system_error>

#include <redis/stream_id.hpp>

namespace socketiota::redis {
namespace {

bool read_number(std::string_view digits, std::uint64_t& into) noexcept {
    char const* const end = digits.data() + digits.size();
    auto const read = std::from_chars(digits.data(), end, into);
    return read.ec == std::errc() && read.ptr == end;
}

} // namespace

std::optional<stream_id> stream_id::parse(std::string_view text) noexcept {
    std::size_t const dash = text.find('-');
    stream_id read;
    if (dash == std::string_view::npos || !read_number(text.substr(0, dash), read.time) ||
        !read_number(text.substr(dash + 1), read.number))
        return std::nullopt;
    return read;
}

std::string stream_id::text() const { return std::to_string(time) + "-" + std::to_string(number); }

stream_id stream_id::next() const noexcept {
    if (number == std::numeric_limits<std::uint64_t>::max())
        return {time + 1, 0};
    return {time, number + 1};
}

} // namespace socketiota::redis
