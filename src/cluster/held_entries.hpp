// SPDX-License-Identifier: MIT
#pragma once

#include <boost/container/deque.hpp>

#include <cstddef>
#include <string>
#include <utility>

#include <cluster/stream_entry.hpp>
#include <redis/stream_id.hpp>

namespace socketiota::cluster {

/// Entries of a stream that were read, and wait.
///
/// Not thread safe.
class held_entries {
public:
    /// One with its own octets.
    struct held {
        redis::stream_id id;
        std::string uid;
        std::string nsp;
        std::string type;
        std::string data;

        [[nodiscard]] stream_entry view() const noexcept { return {id, {uid, nsp, type, data}}; }
    };

    [[nodiscard]] bool empty() const noexcept { return entries_.empty(); }

    /// What they hold, in octets.
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    [[nodiscard]] stream_entry front() const noexcept { return entries_.front().view(); }

    void push(stream_entry const& which) {
        auto const& fields = which.fields;
        entries_.push_back({which.id, std::string(fields.uid), std::string(fields.nsp),
                            std::string(fields.type), std::string(fields.data)});
        size_ += which.size();
    }

    /// The first, which must be there.
    [[nodiscard]] held pop() {
        held first = std::move(entries_.front());
        entries_.pop_front();
        size_ -= first.view().size();
        return first;
    }

private:
    boost::container::deque<held> entries_{};
    std::size_t size_ = 0;
};

} // namespace socketiota::cluster
