// SPDX-License-Identifier: MIT
#pragma once

#include "../common/unique_fd.hpp"
#include "destination.hpp"
#include "event_loop.hpp"
#include "tls_stream.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace socketiota::bench {

/// One TCP connection to the server, with or without TLS: gathers what is to be sent, and keeps of
/// what was received only the incomplete end.
///
/// Invariant: between two receives nothing but `tail_` is kept, so an idle connection owns no
/// buffer and 10000 of them fit.
class tcp_stream {
public:
    tcp_stream(event_loop& loop, endpoint& owner) : loop_(&loop), owner_(&owner) {}

    /// Starts to connect to 127.0.0.1. The owner then hears that the descriptor is writable.
    void connect(const destination& to);

    /// Ends the connecting; a TLS handshake begins with the first flush.
    /// \throws failure if the server refused.
    void finish_connect();

    /// What leaves with the next flush. Append only.
    std::string& output() { return output_; }

    /// Writes the output; what the kernel does not take waits for the descriptor to be writable.
    void flush();

    enum class received { data, nothing, end };

    /// Receives what is there, at most one buffer of it without TLS. With `data`, unread() is valid
    /// until the next receive of any stream.
    received receive();

    /// The bytes that are not consumed yet.
    std::string_view unread() const { return unread_; }

    /// Says how many bytes of unread() are done; the rest is kept.
    void consume(std::size_t size);

    void close();

    bool is_open() const { return static_cast<bool>(fd_); }

private:
    void wait_for(std::uint32_t events);
    void flush_tls();
    received receive_tls();

    event_loop* loop_;
    endpoint* owner_;
    unique_fd fd_;
    tls_context* tls_context_ = nullptr;
    std::unique_ptr<tls_stream> tls_; // uses fd_
    std::uint32_t waiting_for_ = 0;
    std::string output_;
    std::string tail_;
    std::string_view unread_;
};

} // namespace socketiota::bench
