// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include <redis/command.hpp>

namespace socketiota::redis {

/// How many parts the keys of a Redis Cluster are spread over.
inline constexpr std::size_t slot_count = 16384;

/// The slot of a key, or of a shard channel: of what stands between its first braces, if that is
/// anything (Redis Cluster specification, "Hash tags").
[[nodiscard]] std::uint16_t slot_of_key(std::string_view key) noexcept;

/// The slot that a command is for; none: each server can do it.
[[nodiscard]] std::optional<std::uint16_t> slot_of_command(command const& what) noexcept;

} // namespace socketiota::redis
