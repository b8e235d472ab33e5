// SPDX-License-Identifier: MIT
#pragma once

#include "tls.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace socketiota::bench {

/// Bytes of the turn's output, by offset because the memory may move while it grows.
struct output_range {
    std::uint32_t begin = 0;
    std::uint32_t size = 0;
};

/// All that the floor keeps of a TCP connection.
struct connection {
    int fd = -1;
    bool is_websocket = false;
    bool is_member = false;       // has joined "/" and receives broadcasts
    bool has_output = false;      // is listed for the flush at the end of the turn
    bool awaits_writable = false; // epoll watches for it
    bool closes_after_flush = false;
    bool is_gone = false; // to be destroyed at the end of the turn
    std::uint8_t range_count = 0;
    std::array<output_range, 3> ranges;
    std::uint32_t member_index = 0;
    std::uint32_t poll_session = no_session; // whose GET is pending here
    std::unique_ptr<std::string> tail;       // an incomplete request or frame
    std::unique_ptr<std::string> backlog;    // what the kernel did not take
    tls_pointer tls;                         // null: without

    // Links of the heartbeat queue.
    connection* earlier = nullptr;
    connection* later = nullptr;
    std::uint64_t heartbeat_at = 0; // milliseconds of the steady clock; 0: not queued

    static constexpr std::uint32_t no_session = 0xffffffff;
};

} // namespace socketiota::bench
