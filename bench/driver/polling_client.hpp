// SPDX-License-Identifier: MIT
#pragma once

#include "http_client.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace socketiota::bench {

class polling_client;

/// What a scenario hears of its polling clients. Nothing may destroy a client in here.
class polling_events {
public:
    virtual ~polling_events() = default;

    /// The client may send: it has joined, or its last packet is answered and its POST is over.
    virtual void on_idle(polling_client& client) = 0;

    /// A Socket.IO packet arrived.
    virtual void on_text(polling_client& client, std::string_view text) = 0;

    /// The session is closed.
    virtual void on_left(polling_client& client) = 0;
};

/// A Socket.IO client over long-polling: a GET is always pending on one keep-alive connection,
/// packets go out by POST on another.
class polling_client final : private http_events {
public:
    /// \param revision of Engine.IO.
    polling_client(event_loop& loop, polling_events& events, std::size_t index, int revision);

    /// Begins the handshake; on_idle() follows.
    void open(const destination& to);

    /// Sends a packet that the server answers with one packet. Only from on_idle().
    void send(std::string_view packet);

    /// Closes the session. Only from on_idle().
    void leave();

    std::size_t index() const { return index_; }

    /// What the client waits for, to end a sentence with.
    std::string_view waits_for() const;

private:
    enum class state { opening, joining, joined, leaving, left };

    void on_response(http_client& client, const http_response& response) override;
    void on_poll(const http_response& response);
    void on_opened(std::string_view packet, const http_response& response);
    [[nodiscard]] std::string framed(std::string_view packet) const;
    [[nodiscard]] std::string_view next_packet(std::string_view& rest,
                                               const http_response& response) const;
    void on_poll_packet(std::string_view packet);
    void post(std::string_view body);
    void go_on();
    [[noreturn]] void refuse(const http_response& response) const;

    http_client polls_;
    http_client posts_;
    polling_events* events_;
    std::size_t index_;
    state state_ = state::opening;
    std::string target_;
    int revision_;
    bool answered_ = false;  // what was sent last
    bool owes_pong_ = false; // a heartbeat waits for the next POST
};

} // namespace socketiota::bench
