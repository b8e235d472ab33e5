// SPDX-License-Identifier: MIT
#pragma once

#include "inflater.hpp"
#include "speech.hpp"
#include "tcp_stream.hpp"
#include "websocket_codec.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace socketiota::bench {

class websocket_client;

/// What a scenario hears of its clients. Nothing may destroy a client in here.
class client_events {
public:
    virtual ~client_events() = default;

    /// The namespace "/" is joined.
    virtual void on_joined(websocket_client& client) = 0;

    /// A Socket.IO packet arrived: `text` with its Engine.IO type, `42["b","x"]`, or a binary.
    virtual void on_text(websocket_client& client, std::string_view text) = 0;

    /// A heartbeat was answered.
    virtual void on_heartbeat(websocket_client& client) = 0;

    /// The closing handshake that close() began is over and the connection is gone.
    virtual void on_closed(websocket_client& client) = 0;
};

/// A Socket.IO client over one WebSocket: opens as a browser does, joins "/", answers heartbeats,
/// and takes nothing that it does not expect.
class websocket_client final : public endpoint {
public:
    /// \param index names the client in contents and sentences.
    websocket_client(event_loop& loop, client_events& events, std::size_t index,
                     const speech& spoken = {});

    /// Begins to connect; on_joined() follows.
    void open(const destination& to);

    /// Queues a packet of Socket.IO, which leaves with the next flush(). Inside of on_text() and
    /// on_joined() the flush follows by itself, so that all answers to one read leave in one write.
    void send(std::string_view packet);

    void flush() { stream_.flush(); }

    /// Begins the closing handshake. Everything the server sent before its answer still reaches
    /// on_text(), so a run ends with the certainty that nothing superfluous was under way.
    void close();

    std::size_t index() const { return index_; }

    /// Heartbeats answered so far.
    std::size_t heartbeats() const { return heartbeats_; }

    /// What the client waits for, to end a sentence with.
    std::string_view waits_for() const;

private:
    enum class state { connecting, upgrading, opening, joining, joined, closing, drained, closed };

    void on_ready(std::uint32_t events) override;
    void on_end();
    std::size_t on_bytes(std::string_view bytes);
    void on_frame(const server_frame& frame);
    void on_packet(std::string_view text);
    void on_answer_to_connect(std::string_view packet);
    void send_text(std::string_view text);
    [[nodiscard]] std::string_view inflated(const server_frame& frame);
    [[noreturn]] void refuse(std::string_view what) const;

    tcp_stream stream_;
    client_events* events_;
    client_frame_writer writer_;
    std::string key_;
    std::optional<inflater> inflater_; // if the server agreed to compress
    std::size_t index_;
    std::size_t heartbeats_ = 0;
    std::uint16_t port_ = 0;
    speech spoken_;
    state state_ = state::closed;
};

} // namespace socketiota::bench
