// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace socketiota::bench {

enum class opcode : std::uint8_t { text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

/// One frame of the server, a view into the received bytes.
struct server_frame {
    opcode kind = opcode::text;
    std::string_view content;
    bool is_compressed = false;
    /// Bytes of header and content; 0 while the frame is incomplete.
    std::size_t size = 0;
};

/// Reads the frame at the begin of `bytes` (RFC 6455 section 5.2).
///
/// \param deflate whether it may be compressed (RFC 7692).
/// \throws failure for what no server of this bench may send: a mask, other reserved bits, an
/// unknown
///         opcode, a fragment, a length not in its shortest form.
server_frame read_server_frame(std::string_view bytes, bool deflate);

/// Appends frames of a client, masked with a fresh key each.
class client_frame_writer {
public:
    explicit client_frame_writer(std::uint64_t seed) : state_(seed | 1) {}

    void append(std::string& output, opcode kind, std::string_view content);

private:
    std::uint32_t next_key();

    std::uint64_t state_;
};

} // namespace socketiota::bench
