// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>

namespace socketiota::hub {

class nsp_part;
struct sent_event;

/// What other shards ask the sockets of this one: their answers are sent to the shard that asked.
///
/// Not thread safe: belongs to its shard.
class questions_from_elsewhere {
public:
    questions_from_elsewhere() = default;
    questions_from_elsewhere(questions_from_elsewhere const&) = delete;
    questions_from_elsewhere& operator=(questions_from_elsewhere const&) = delete;
    ~questions_from_elsewhere();

    /// Shard `from` asks `event`, in which is `ack_id`, the sockets of `here`.
    void ask(nsp_part& here, std::size_t from, std::uint64_t ack_id, sent_event const& event);

    /// It does not wait any more.
    void withdraw(std::size_t from, std::uint64_t ack_id) noexcept;

private:
    class relay;

    struct key {
        std::size_t from;
        std::uint64_t ack_id;

        auto operator<=>(key const&) const = default; // NOLINT: no pointer is meant
    };

    std::map<key, std::weak_ptr<relay>> relays_; // of those that have not ended
};

} // namespace socketiota::hub
