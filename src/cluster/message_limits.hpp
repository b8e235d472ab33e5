// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include <value/json_validate.hpp>

namespace socketiota::cluster {

/// What one message of another server may make this one hold. The servers of a cluster trust each
/// other, but a fault of one must not end the others.
struct message_limits {
    std::size_t octets = std::size_t{64} << 20;
    /// Names of rooms, in all of its lists together: an octet each may become a string.
    std::size_t names = std::size_t{1} << 20;
    /// Sockets that it describes.
    std::size_t sockets = std::size_t{1} << 17;
    /// How deep the arguments of an event, or an answer, may nest.
    std::size_t depth = default_json_depth;
};

} // namespace socketiota::cluster
