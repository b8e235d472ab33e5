// SPDX-License-Identifier: MIT
#pragma once

#include "turn_output.hpp"

#include <cstddef>
#include <span>
#include <string_view>

namespace socketiota::bench {

/// One frame of a client, unmasked in place.
struct client_frame {
    unsigned opcode = 0;
    std::string_view content;
    /// Bytes of header and content; 0 while the frame is incomplete.
    std::size_t size = 0;
    /// Not masked, a fragment, reserved bits, or longer than 1 MB: the floor hangs up.
    bool refused = false;
};

client_frame read_client_frame(std::span<char> bytes);

/// Appends the header of a final frame of a server.
void append_frame_header(turn_output& output, unsigned opcode, std::size_t payload_size);

} // namespace socketiota::bench
