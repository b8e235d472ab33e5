// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <deque>
#include <memory>

#include <packet/decoder.hpp>
#include <packet/kept_event.hpp>

namespace socketiota::hub {

class socket_core;

/// Events of one client that wait for its handlers, in the order of arrival.
///
/// Who left its namespace meanwhile is found out when the turn of its events comes: looking for
/// them when it leaves would cost time for all that wait, and leaving costs a client two octets.
///
/// Not thread safe: belongs to its client.
class inbox {
public:
    struct entry {
        std::weak_ptr<socket_core> receiver;
        packet::kept_event event;
    };

    void push(std::weak_ptr<socket_core> receiver, packet::incoming_packet const& event);

    /// Takes out the first; there must be one.
    [[nodiscard]] entry pop();

    [[nodiscard]] bool empty() const noexcept { return entries_.empty(); }

    /// Octets that wait, with what it takes to keep them.
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

private:
    [[nodiscard]] static std::size_t size_of(entry const& one) noexcept;

    std::deque<entry> entries_;
    std::size_t size_ = 0;
};

} // namespace socketiota::hub
