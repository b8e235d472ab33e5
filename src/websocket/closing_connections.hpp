// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <base/metric_sink.hpp>
#include <loop/channel.hpp>
#include <loop/shard.hpp>

namespace socketiota::websocket {

/// How long an owner that closes its connection after sending waits for the peer to take the rest;
/// as in Node.
inline constexpr std::chrono::milliseconds closing_limit = std::chrono::seconds(30);

/// What is done with a connection when its last octet is sent.
enum class after_rest : std::uint8_t {
    /// The peer is told that nothing more comes, and ends it.
    wait_for_peer,
    /// It ends, because the peer has said that it sends nothing more.
    end,
    /// It ends at once, whatever of the rest was taken.
    offer_and_end,
};

/// WebSocket connections whose owners are gone.
///
/// Each sends its rest, then says that nothing more comes, reads and drops what the peer
/// sends and ends when the peer does, or after `closing_time`: closing at once with unread input
/// would reset the connection and could destroy the close frame (RFC 6455 section 7.1.1). Where no
/// more input can come, it ends as soon as its rest is sent.
///
/// Not thread safe: one per shard. Destroying it ends the connections.
class closing_connections {
public:
    static constexpr std::chrono::milliseconds closing_time = std::chrono::seconds(5);

    /// At a time. One more is offered its rest and ends at once: who opens and closes faster than
    /// `closing_time` is counted nowhere else.
    static constexpr std::size_t most = 10'000;

    closing_connections(loop::shard& home, base::metric_sink& metrics);
    closing_connections(closing_connections const&) = delete;
    closing_connections& operator=(closing_connections const&) = delete;
    ~closing_connections();

    /// Takes over `channel` and sends `rest`.
    void add(std::unique_ptr<loop::channel> channel, std::string rest,
             after_rest then = after_rest::wait_for_peer);

    [[nodiscard]] std::size_t size() const noexcept { return connections_.size(); }

    /// Ends all of them now.
    void clear() noexcept;

private:
    class connection;

    void remove(connection& ended) noexcept;

    loop::shard& home_;
    base::metric_sink& metrics_;
    std::vector<std::shared_ptr<connection>> connections_; // each knows its index
};

} // namespace socketiota::websocket
