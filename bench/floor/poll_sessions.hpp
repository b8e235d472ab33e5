// SPDX-License-Identifier: MIT
#pragma once

#include "connection.hpp"
#include "http_request.hpp"
#include "turn_output.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace socketiota::bench {

/// Long-polling: a pending GET and the packets that wait for one, per session.
class poll_sessions {
public:
    /// \param open_packet makes the open packet of a session id.
    using open_packet = std::string (*)(const std::string& sid, std::string_view upgrades,
                                        std::uint32_t ping_interval);

    poll_sessions(turn_output& output, open_packet make_open, std::uint32_t ping_interval)
        : output_(&output), make_open_(make_open), ping_interval_(ping_interval) {}

    /// Answers a request, or keeps it pending.
    void handle(connection& from, const http_request& request);

    /// The connection is gone; a session whose GET it held ends with it.
    void forget(const connection& gone);

    /// Answers the pending GETs whose sessions got packets in this turn. Once per turn, so that
    /// all packets of a session leave in one response.
    void answer_pending();

private:
    struct session {
        bool in_use = false;
        bool is_listed = false; // in with_packets_
        bool closes = false;
        connection* pending = nullptr;
        std::string packets;
    };

    void open(connection& from);
    void post(connection& from, std::uint32_t number, std::string_view body);
    void on_packet(session& own, std::uint32_t number, std::string_view packet);
    void add(session& own, std::uint32_t number, std::string_view packet);
    void respond(connection& to, std::string_view status, std::string_view body);
    void end(std::uint32_t number);

    turn_output* output_;
    open_packet make_open_;
    std::uint32_t ping_interval_;
    std::vector<session> sessions_;
    std::vector<std::uint32_t> free_;
    std::vector<std::uint32_t> with_packets_;
    std::string ack_;
};

} // namespace socketiota::bench
