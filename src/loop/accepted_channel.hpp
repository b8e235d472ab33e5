// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include <loop/channel.hpp>
#include <loop/descriptor.hpp>
#include <loop/shard.hpp>

namespace socketiota::loop {

/// A channel over `socket`, a connection that does not block and of which a server has many: a
/// `socket_channel` where there is epoll, and else an `asio_channel`. On a `failure`, because the
/// kernel has no memory or watches as many as it may, no event will come; it may be null then.
[[nodiscard]] std::unique_ptr<channel> accepted_channel(std::shared_ptr<shard> home,
                                                        descriptor socket, error_code& failure);

} // namespace socketiota::loop
