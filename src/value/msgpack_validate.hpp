// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>

#include <value/json_validate.hpp>

namespace socketiota {

/// Whether `octets` are one msgpack value and nothing behind it, as the official decoder wants
/// them, and more than it asks for: texts are UTF-8 and keys are texts, because browsers' decoders
/// fail on others and a client could make others' connections end with what is sent on to them.
/// Arrays and objects nest at most `depth` deep, which is at most `max_json_depth`.
///
/// One pass, no recursion, no allocation. Everything that reads the octets afterwards relies on it.
[[nodiscard]] bool is_valid_msgpack(std::string_view octets, std::size_t depth) noexcept;

} // namespace socketiota
