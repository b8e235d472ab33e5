// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/bytes.hpp>

#include <cstddef>
#include <memory>

#include <value/json_validate.hpp>

namespace socketiota {
class packet_parser;
}

namespace socketiota::packet {

/// Octets of memory that an attachment takes beside its content, in a vector that has just grown.
inline constexpr std::size_t attachment_cost = 4 * sizeof(bytes);

/// What a client may make a server keep.
struct decoder_limits {
    /// Attachments of one packet (CVE-2026-33151). The same as in the official decoder.
    std::size_t max_attachments = 10;
    /// Octets that one packet takes with its attachments together, `attachment_cost` more for each:
    /// many that are empty take memory too.
    std::size_t max_packet_size = std::size_t{10} << 20;
    /// How deep arrays and objects nest.
    std::size_t max_depth = default_json_depth;
    /// Whether a refusal in JSON may carry anything or nothing, as one of Socket.IO 2 may.
    bool any_refusal = false;
    /// What all clients speak, if the program brought it.
    std::shared_ptr<packet_parser const> custom{};
};

} // namespace socketiota::packet
