// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include <loop/parked_channel.hpp>

namespace socketiota::http {

/// A connection on its way to another shard, in the middle of a request that is to be served there.
struct moving_connection {
    std::unique_ptr<loop::parked_channel> channel{};
    /// What came of the request, from its first octet on, and behind it.
    std::vector<std::byte> octets{};
    /// How often it has moved, with this time.
    std::uint8_t moves = 0;
};

} // namespace socketiota::http
