// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>

namespace socketiota::bench {

/// What the floor reads of a request, views into the received bytes.
struct http_request {
    bool is_post = false;
    /// The query parameter `sid`, empty if absent.
    std::string_view sid;
    /// Sec-WebSocket-Key, empty if this is no upgrade.
    std::string_view websocket_key;
    std::string_view body;
    /// Bytes of head and body; 0 while the request is incomplete.
    std::size_t size = 0;
    /// Longer than 16 KiB of head or 1 MB of body, or no request at all: the floor hangs up.
    bool refused = false;
};

http_request read_http_request(std::string_view bytes);

} // namespace socketiota::bench
