// SPDX-License-Identifier: MIT
#pragma once

#include "http_response.hpp"
#include "tcp_stream.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace socketiota::bench {

class http_client;

/// What hears the answers of an http_client. It may send the next request in there, but destroy
/// no client.
class http_events {
public:
    virtual ~http_events() = default;

    virtual void on_response(http_client& client, const http_response& response) = 0;
};

/// A keep-alive HTTP/1.1 connection with at most one request under way.
class http_client final : public endpoint {
public:
    http_client(event_loop& loop, http_events& events) : stream_(loop, *this), events_(&events) {}

    void open(const destination& to);

    /// Sends a request; it waits for the connection if that is not up yet.
    ///
    /// \param body a POST with this body if not empty, else a GET.
    void request(std::string_view target, std::string_view body);

    bool busy() const { return busy_; }

    void close() { stream_.close(); }

private:
    void on_ready(std::uint32_t events) override;

    tcp_stream stream_;
    http_events* events_;
    std::string host_;
    bool connecting_ = false;
    bool busy_ = false;
};

} // namespace socketiota::bench
