// SPDX-License-Identifier: MIT
#pragma once

#include <boost/system/error_code.hpp>

#include <memory>

namespace socketiota::loop {

class channel;
class shard;

/// A connection that has left its shard, on its way to another, with all that is known of it. The
/// peer notices nothing: what it sends meanwhile waits in the kernel.
///
/// Thread safety: distinct objects: safe. It is made on one thread, and adopted or destroyed on
/// another. Destroying it closes the connection, unless it was adopted.
class parked_channel {
public:
    parked_channel() = default;
    parked_channel(parked_channel const&) = delete;
    parked_channel& operator=(parked_channel const&) = delete;
    virtual ~parked_channel() = default;

    /// The channel on `home`, on whose thread this is called, once. It reads from its first owner
    /// on, also an end that the owner before was told of. Null, with `failure` set and the
    /// connection closed, if the kernel watches as many as it may.
    [[nodiscard]] virtual std::unique_ptr<channel> adopt(std::shared_ptr<shard> const& home,
                                                         boost::system::error_code& failure) = 0;
};

} // namespace socketiota::loop
