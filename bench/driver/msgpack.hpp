// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace socketiota::bench {

// Each appends something in its shortest form, as the official client writes it.

/// The head of a map of up to 15 members.
void append_map(std::string& to, std::size_t members);

/// The head of an array of up to 15 elements.
void append_array(std::string& to, std::size_t elements);

void append_number(std::string& to, std::uint64_t number);

void append_string(std::string& to, std::string_view text);

} // namespace socketiota::bench
