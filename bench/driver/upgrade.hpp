// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace socketiota::bench {

/// A fresh Sec-WebSocket-Key made from a number.
std::string websocket_key(std::uint64_t number);

/// The request that opens a WebSocket, with the headers as Chromium sends them: parsing and
/// keeping them is part of what a connection costs.
std::string upgrade_request(std::uint16_t port, std::string_view key);

/// Checks the answer to an upgrade.
///
/// \param deflate whether the server has to agree to permessage-deflate; else to no extension.
/// \return the size of the response head, or 0 while it is incomplete.
/// \throws failure if it is not 101 with the right Sec-WebSocket-Accept and extensions.
std::size_t check_upgrade_response(std::string_view bytes, std::string_view key, bool deflate);

} // namespace socketiota::bench
