// SPDX-License-Identifier: MIT
#pragma once

#include "../common/unique_fd.hpp"
#include "connection.hpp"
#include "http_request.hpp"
#include "poll_sessions.hpp"
#include "tls.hpp"
#include "turn_output.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace socketiota::bench {

/// A server that answers the bytes of the bench's scenarios and knows nothing else: no sessions,
/// rooms, limits or deadlines. It marks what the kernel leaves to win.
class server {
public:
    /// Listens on 127.0.0.1.
    ///
    /// \param ping_interval milliseconds between the heartbeats of a connection.
    /// \param tls null: connections without TLS.
    /// \throws std::system_error if the port is not free.
    server(std::uint16_t port, std::uint32_t ping_interval, std::unique_ptr<tls_server> tls);

    /// Serves until the process ends, which is what frees the connections.
    [[noreturn]] void run();

private:
    void accept_all();
    void destroy(connection& gone);
    void on_readable(connection& from);
    void on_received(connection& from, std::span<char> fresh);
    std::size_t on_bytes(connection& from, std::span<char> bytes);
    std::size_t on_request(connection& from, std::span<char> bytes);
    void upgrade(connection& from, const http_request& request);
    std::size_t on_frame(connection& from, std::span<char> bytes);
    void on_text(connection& from, std::string_view packet);
    void send_frame(connection& to, unsigned opcode, std::string_view payload);
    void join(connection& member);
    void leave(connection& member);

    void queue_heartbeat(connection& target, std::uint64_t now);
    void unqueue_heartbeat(connection& target);
    void send_heartbeats();
    int milliseconds_to_heartbeat() const;

    unique_fd listener_;
    unique_fd epoll_;
    std::uint32_t ping_interval_;
    std::unique_ptr<tls_server> tls_;
    turn_output output_;
    poll_sessions poll_sessions_;
    std::vector<char> receive_buffer_;
    std::vector<std::unique_ptr<connection>> connections_; // by descriptor
    std::vector<connection*> members_;                     // of "/", with WebSocket
    std::uint32_t last_sid_ = 0;
    connection* first_heartbeat_ = nullptr;
    connection* last_heartbeat_ = nullptr;
};

} // namespace socketiota::bench
