// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace socketiota::engine {

/// Which shard of the process a session lives on: 0 to 1023.
using shard_number = std::uint16_t;

inline constexpr std::size_t max_shards = 1024;

/// Makes session ids and reads shard numbers out of them.
///
/// An id is base64url text of a random part and 24 bits behind it:
///
///     random part                 96 bits from OpenSSL     16 characters
///     shard number, then counter  10 and 14 bits           4 characters
///
/// so that it has the 20 characters that sticky balancers expect, and a request that arrives on
/// another shard tells where to send it. A program may supply another random part; the last four
/// characters stay ours. The counter keeps ids of one shard apart even if that part repeats.
///
/// Not thread safe: one per shard.
class session_id_source {
public:
    /// Longest random part that a program may supply.
    static constexpr std::size_t most_random_characters = 64;

    explicit session_id_source(shard_number shard) noexcept : shard_(shard) {}

    /// A new id.
    [[nodiscard]] std::string next();

    /// A new id with the program's own random part; nothing if that is empty, too long, or has
    /// other characters than letters, digits, `-` and `_`.
    [[nodiscard]] std::optional<std::string> next(std::string_view random_part);

private:
    void append_suffix(std::string& id) noexcept;

    shard_number shard_;
    std::uint16_t counter_ = 0;
};

/// The shard that `id` names, or nothing if no id of ours looks like it.
[[nodiscard]] std::optional<shard_number> shard_of(std::string_view id) noexcept;

} // namespace socketiota::engine
