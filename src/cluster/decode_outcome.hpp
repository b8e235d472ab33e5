// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace socketiota::cluster {

/// What has become of octets that another server sent.
enum class decode_outcome : std::uint8_t {
    message,
    unknown,    // a message of a kind that a later version may know: ignored
    attachment, // says only where the message is
    malformed,
    too_large, // more than `message_limits` allow
};

} // namespace socketiota::cluster
