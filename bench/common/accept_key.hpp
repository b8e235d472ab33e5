// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace socketiota::bench {

/// The value of Sec-WebSocket-Accept that answers a Sec-WebSocket-Key (RFC 6455 section 4.2.2).
std::string accept_key(std::string_view key);

/// Base64 with padding of at most 64 bytes.
std::string base64(std::string_view bytes);

} // namespace socketiota::bench
