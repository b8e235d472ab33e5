// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>

namespace socketiota::bench {

/// Status line and header fields of a response, a view into the received bytes.
struct http_head {
    int status = 0;
    /// Header fields with their line ends.
    std::string_view fields;
    /// Bytes up to the body; 0 while the head is incomplete.
    std::size_t size = 0;

    /// The value of a header field, names compared without case; empty if it is absent.
    std::string_view field(std::string_view name) const;
};

/// Reads the head of a response.
/// \throws failure if it is none of HTTP/1.1 or longer than 16 KiB.
http_head read_http_head(std::string_view bytes);

/// A whole response whose body is counted by Content-Length.
struct http_response {
    int status = 0;
    std::string_view body;
    /// Bytes of head and body; 0 while the response is incomplete.
    std::size_t size = 0;
};

/// Reads a response with its body.
/// \throws failure if there is no Content-Length: the driver never asks for an encoding.
http_response read_http_response(std::string_view bytes);

} // namespace socketiota::bench
