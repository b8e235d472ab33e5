// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/pending_fetch.hpp>
#include <socketiota/error.hpp>
#include <socketiota/rooms.hpp>
#include <socketiota/silent_servers.hpp>

#include <chrono>
#include <cstddef>
#include <iterator>
#include <memory>
#include <optional>
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
    /// `limit`: how long other servers may take; unset, as long as they may in general.
    explicit gathering(std::shared_ptr<detail::pending_result<Found>> waiting,
                       std::optional<std::chrono::milliseconds> limit = {}) noexcept
        : waiting_(std::move(waiting)), limit_(limit) {}

    gathering(gathering const&) = delete;
    gathering& operator=(gathering const&) = delete;

    ~gathering() {
        try {
            if (lost_)
                waiting_->complete_partly(lost_, std::move(silent_), std::move(found_));
            else
                waiting_->complete(std::move(found_));
        } catch (...) {
            return; // it hears that nothing was found, when it is forgotten
        }
    }

    void add(Found more) { append(found_, std::move(more)); }

    /// Some have not added what they found, and will not: `reason` says why, `silent` which they
    /// are, as far as they are servers that did not answer in time.
    void miss(error_code reason, silent_servers silent = {}) {
        if (!lost_)
            lost_ = reason;
        silent_.add(std::move(silent));
    }

    [[nodiscard]] std::optional<std::chrono::milliseconds> limit() const noexcept { return limit_; }

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
    std::optional<std::chrono::milliseconds> limit_;
    Found found_{};
    error_code lost_; // why something is missing, first
    silent_servers silent_{};
};

} // namespace socketiota::adapter
