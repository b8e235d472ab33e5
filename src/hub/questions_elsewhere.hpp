// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/pending_answer.hpp>
#include <socketiota/error.hpp>
#include <socketiota/silent_servers.hpp>
#include <socketiota/value.hpp>

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>

namespace socketiota::hub {

class other_shards;

/// Who on this shard waits for the answers of sockets on others: one entry for each broadcast and
/// each shard that it went to, until that says that all there have answered.
///
/// Not thread safe: belongs to its shard. Destroying it resolves what is pending as disconnected.
class questions_elsewhere {
public:
    /// `ways` must outlive it.
    explicit questions_elsewhere(other_shards& ways) noexcept;

    questions_elsewhere(questions_elsewhere const&) = delete;
    questions_elsewhere& operator=(questions_elsewhere const&) = delete;
    ~questions_elsewhere();

    /// `answers` waits for those who are asked `ack_id` on `shard`. If it is withdrawn, they are
    /// told so.
    void add(std::uint64_t ack_id, std::size_t shard,
             std::shared_ptr<detail::pending_answer> answers);

    /// Nobody answers any more: resolves what is pending as disconnected.
    void end_all() noexcept;

    // ---- what the other shard says ----

    /// One of them has answered: `arguments` is an array.
    void on_answer(std::uint64_t ack_id, std::size_t shard, value const& arguments);

    /// These servers, which are asked there, have not.
    void on_silent(std::uint64_t ack_id, std::size_t shard, silent_servers silent);

    /// All have; or, with a reason, some will not.
    void on_end(std::uint64_t ack_id, std::size_t shard, error_code reason);

private:
    class entry;

    struct key {
        std::uint64_t ack_id;
        std::size_t shard;

        auto operator<=>(key const&) const = default; // NOLINT: no pointer is meant
    };

    [[nodiscard]] std::unique_ptr<entry> take(key const& of) noexcept;

    other_shards& ways_;
    std::map<key, std::unique_ptr<entry>> entries_;
};

} // namespace socketiota::hub
