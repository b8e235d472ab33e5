// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/callback.hpp>
#include <socketiota/error.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <redis/reply_parser.hpp>

namespace socketiota::redis {

/// Who hears what happens to a connection.
class carrier_owner {
public:
    /// It is there, with TLS if it has that.
    virtual void on_connected() = 0;

    /// Octets came and are in the parser.
    virtual void on_octets() = 0;

    /// All that was given to `write` and did not leave at once is sent; `spent` are its octets, for
    /// their memory.
    virtual void on_written(std::string spent) = 0;

    /// There is no connection, or none any more; nothing follows.
    ///
    /// @param why a sentence with the remedy, or `redis_connection_lost` if it was there and ended.
    /// @param words what the system said.
    virtual void on_ended(error_code why, std::string_view words) = 0;

protected:
    ~carrier_owner() = default;
};

/// Makes one connection to a Redis and moves octets over it: the sockets, or a test.
///
/// Never calls its owner inside of a call. Not thread safe: belongs to a shard.
class carrier {
public:
    carrier() = default;
    carrier(carrier const&) = delete;
    carrier& operator=(carrier const&) = delete;
    virtual ~carrier() = default;

    /// Begins. What comes is read into `input`, which it may hold for longer than it has an owner.
    virtual void connect(std::shared_ptr<reply_parser> input, carrier_owner& owner) = 0;

    /// Sends octets; only after `on_connected`, and when those before are written. What leaves at
    /// once comes back, for its memory: waiting to hear of it would take a handler of the loop.
    [[nodiscard]] virtual std::optional<std::string> write(std::string octets) = 0;

    /// Sends of octets what the system takes at once, behind what was given to `write`: before
    /// `close`.
    virtual void write_last(std::string octets) = 0;

    /// What it means that it is not connected in time.
    [[nodiscard]] virtual error why_late() const noexcept = 0;

    /// Ends it. The owner hears nothing more.
    virtual void close() noexcept = 0;
};

/// Makes one for each attempt to connect.
using carrier_maker = detail::callback<std::shared_ptr<carrier>()>;

} // namespace socketiota::redis
