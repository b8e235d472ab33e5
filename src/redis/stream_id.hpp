// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace socketiota::redis {

/// Where an entry stands in a stream of Redis: the milliseconds of its clock, and a number.
struct stream_id {
    std::uint64_t time = 0;
    std::uint64_t number = 0;

    /// `1526919030474-55`, both in decimal digits; nothing else.
    [[nodiscard]] static std::optional<stream_id> parse(std::string_view text) noexcept;

    [[nodiscard]] std::string text() const;

    /// The smallest that is larger: ranges that leave out where they begin are Redis 6.2 and later.
    [[nodiscard]] stream_id next() const noexcept;

    [[nodiscard]] friend auto operator<=>(stream_id const&, stream_id const&) noexcept = default;
};

} // namespace socketiota::redis
