// SPDX-License-Identifier: MIT
#pragma once

#include "../common/unique_fd.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <span>
#include <vector>

#include <sys/epoll.h>

namespace socketiota::bench {

/// Nanoseconds of the steady clock.
inline std::uint64_t now_nanoseconds() {
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(
                                          std::chrono::steady_clock::now().time_since_epoch())
                                          .count());
}

/// What waits for a descriptor.
class endpoint {
public:
    virtual ~endpoint() = default;

    /// The descriptor is ready; `events` are the bits of epoll. The endpoint must not destroy
    /// itself nor another endpoint here: events of the same turn may still name it.
    virtual void on_ready(std::uint32_t events) = 0;
};

/// One epoll set and the one receive buffer that all connections share.
class event_loop {
public:
    event_loop();

    /// Starts to watch a descriptor. Closing the descriptor ends it.
    void watch(int fd, std::uint32_t events, endpoint& target);

    /// Changes what a watched descriptor waits for.
    void watch_again(int fd, std::uint32_t events, endpoint& target);

    /// Waits for at most `limit` and hands out what is ready.
    void turn(std::chrono::milliseconds limit);

    /// Scratch memory, valid until the next receive.
    std::span<char> receive_buffer() { return receive_buffer_; }

private:
    void control(int operation, int fd, std::uint32_t events, endpoint& target);

    unique_fd epoll_;
    std::array<epoll_event, 256> ready_{};
    std::vector<char> receive_buffer_;
};

} // namespace socketiota::bench
