// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/callback.hpp>
#include <socketiota/error.hpp>

#include <chrono>
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include <redis/client_listener.hpp>
#include <redis/command.hpp>
#include <redis/reply.hpp>
#include <redis/subscription_listener.hpp>

namespace socketiota::redis {

/// Gets the answer to a command, once; never inside of the call that sent it. With an error there
/// is no answer, or it is the error that Redis answered with. Not called after its client was
/// destroyed.
using completion = detail::callback<void(error_code, reply)>;

/// A connection of its own for commands that block, such as `XREAD BLOCK`. It connects again as the
/// client does. Closed by being destroyed.
///
/// Not thread safe: belongs to the shard of its client, which must outlive it.
class blocking_connection {
public:
    blocking_connection() = default;
    blocking_connection(blocking_connection const&) = delete;
    blocking_connection& operator=(blocking_connection const&) = delete;
    virtual ~blocking_connection() = default;

    /// Sends a command whose answer may take `blocks` longer than that of others.
    virtual void send(command const& what, std::chrono::milliseconds blocks, completion done) = 0;
};

/// A client of one Redis: a connection for commands, one for what is subscribed, and one for each
/// that blocks. It connects, and connects again whenever a connection is lost.
///
/// It is an interface, so that a library's client can take the place of ours, and a scripted one in
/// tests.
///
/// Not thread safe: belongs to one shard. It may be destroyed inside of what it calls.
class client {
public:
    client() = default;
    client(client const&) = delete;
    client& operator=(client const&) = delete;
    virtual ~client() = default;

    /// Connects. `listener` must outlive the client; it is not called inside. What is sent before
    /// that waits.
    virtual void start(client_listener& listener) = 0;

    [[nodiscard]] virtual link_state state() const noexcept = 0;

    /// Sends a command, in one write with others of this turn. They leave, and are answered, in
    /// order. While Redis is away it waits, as far as there is room; one that was on its way when a
    /// connection was lost fails, and whether it was executed is not known.
    ///
    /// @param done may be empty: nobody waits for the answer, as with PUBLISH.
    virtual void send(command const& what, completion done = {}) = 0;

    /// Sends commands that are executed together or not at all (MULTI, EXEC):
    /// `{{"GET", key}, {"DEL", key}}`.
    ///
    /// @param done gets the array of their answers.
    virtual void send_together(std::initializer_list<command> what, completion done) = 0;

    /// Subscribes, and again after each reconnect until it is unsubscribed. Each name has one
    /// listener for each kind, which must live until then: another takes its place.
    virtual void subscribe(channel_kind kind, std::string name,
                           subscription_listener& listener) = 0;

    /// From now on its listener hears nothing of it, even what is on its way.
    virtual void unsubscribe(channel_kind kind, std::string_view name) = 0;

    /// Unsubscribes all that `listener` hears of.
    virtual void unsubscribe(subscription_listener const& listener) = 0;

    /// Tells how many connections have subscribed to a channel: `PUBSUB NUMSUB`, or `SHARDNUMSUB`;
    /// of a Redis Cluster all masters together. It is Redis that counts, so a subscription of one's
    /// own counts from `on_subscribed` on. Never inside of the call.
    ///
    /// @param kind not a pattern.
    virtual void count_subscribers(channel_kind kind, std::string_view name,
                                   detail::callback<void(error_code, std::size_t)> told) = 0;

    /// @param key the stream, which says which server of a Redis Cluster it is.
    [[nodiscard]] virtual std::unique_ptr<blocking_connection>
    open_blocking(std::string_view key) = 0;
};

} // namespace socketiota::redis
