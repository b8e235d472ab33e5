// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include <base/output_buffer.hpp>

namespace socketiota::cluster {

/// Appends `octets` in base64 (RFC 4648 section 4), padded.
void append_base64(base::output_buffer& into, std::string_view octets);

/// The octets that `text` stands for: of either alphabet, padded or not, as Node takes it. False if
/// it is neither.
[[nodiscard]] bool unpack_base64(std::string_view text, std::string& into);

} // namespace socketiota::cluster
