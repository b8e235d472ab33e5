// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

namespace socketiota::clients {

/// Whether `NO_PROXY` says that a server is connected to without a proxy.
///
/// @param list of names, with or without a dot in front, which stand for themselves and what ends
/// in them (`example.com` for `chat.example.com`); addresses; networks (`10.0.0.0/8`); each with a
/// port behind it or for all; between commas or spaces. `*` is everything. What cannot be read is
/// passed over.
/// @param host in lower case, without brackets
[[nodiscard]] bool is_excepted(std::string_view list, std::string_view host, std::uint16_t port);

} // namespace socketiota::clients
