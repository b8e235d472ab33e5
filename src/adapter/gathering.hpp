// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/pending_fetch.hpp>
#include <socketiota/rooms.hpp>

#include <cstddef>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

namespace socketiota::adapter {

/// What several find together. Whoever waits is told of it when nobody holds this any more: all
/// have added what they found, or will not.
///
/// Not thread safe, but it may be held, and let go of, on any thread.
template <class Found>
class gathering {
public:
    explicit gathering(std::shared_ptr<detail::pending_result<Found>> waiting) noexcept
        : waiting_(std::move(waiting)) {}

    gathering(gathering const&) = delete;
    gathering& operator=(gathering const&) = delete;

    ~gathering() {
        try {
            waiting_->complete(std::move(found_));
        } catch (...) {
            return; // it hears that nothing was found, when it is forgotten
        }
    }

    void add(Found more) { append(found_, std::move(more)); }

private:
    static void append(std::size_t& to, std::size_t more) noexcept { to += more; }

    static void append(room_sizes& to, room_sizes const& more) {
        for (auto const& [room, sockets] : more)
            to[room] += sockets;
    }

    template <class Element>
    static void append(std::vector<Element>& to, std::vector<Element>&& more) {
        to.insert(to.end(), std::make_move_iterator(more.begin()),
                  std::make_move_iterator(more.end()));
    }

    std::shared_ptr<detail::pending_result<Found>> waiting_;
    Found found_{};
};

} // namespace socketiota::adapter
