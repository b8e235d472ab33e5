// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include <cluster/message_decoder.hpp>
#include <cluster/message_encoder.hpp>
#include <cluster/redis_line.hpp>
#include <cluster/sharded_channels.hpp>
#include <cluster/sharded_options.hpp>

namespace socketiota::cluster {

/// The way of a namespace to the servers that have the sharded adapter of Redis, official ones
/// among them.
///
/// Not thread safe: belongs to the shard where the cluster is.
class sharded_line final : public redis_line {
public:
    /// All that it is given by reference must outlive it.
    sharded_line(redis_line_mover& by, sharded_options const& options, std::string nsp,
                 line_listener& listener);

    void send(message what) override;
    void note_room(std::string_view room, bool is_there) override;

private:
    // redis_line
    void take(std::string_view name, std::string_view channel, std::string_view payload) override;

    sharded_channels const channels_;
    message_decoder decoder_;
    message_encoder encoder_{};
};

} // namespace socketiota::cluster
