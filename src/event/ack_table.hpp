// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/pending_answer.hpp>
#include <socketiota/error.hpp>
#include <socketiota/reader.hpp>

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>

#include <base/timer_wheel.hpp>

namespace socketiota::events {

/// The answers that one socket waits for, by ack id.
///
/// Each resolves exactly once: by its answer, its deadline, the end of the socket, or because
/// whoever waits cancels. It is out of the table before its owner is told, so that whatever happens
/// then finds the table consistent.
///
/// The ids are the caller's: a server counts per namespace, a client per socket.
///
/// Not thread safe: belongs to the shard of its socket. Destroying it resolves what is pending as
/// disconnected.
class ack_table {
public:
    ack_table() noexcept;
    ack_table(ack_table const&) = delete;
    ack_table& operator=(ack_table const&) = delete;
    ~ack_table();

    /// Waits for the answer with `id`, which must not be in the table.
    ///
    /// Returns its deadline, for the caller to set if the answer has to come in time; it is valid
    /// until the answer is resolved.
    base::deadline& add(std::uint64_t id, std::shared_ptr<detail::pending_answer> answer);

    /// Hands over an answer that came, where handlers of events are called: whoever waits may be
    /// called inside, and may do there what such a handler may. False if nobody waits for it (any
    /// more), as for an answer that comes twice or too late: that is not an error, the other side
    /// may be slow.
    bool resolve(std::uint64_t id, reader& arguments);

    /// Gives up waiting for `id`; false if nobody does.
    bool fail(std::uint64_t id, error_code reason);

    /// Gives up everything, when no answer will come any more.
    void fail_all(error_code reason);

    /// The same for all ids below `first`: the others are not asked yet. Ids that are added
    /// meanwhile are not below it. Needs no memory.
    void fail_before(std::uint64_t first, error_code reason);

    /// Whether anybody waits for `id`.
    [[nodiscard]] bool contains(std::uint64_t id) const noexcept { return entries_.contains(id); }

    [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }

    [[nodiscard]] bool empty() const noexcept { return entries_.empty(); }

private:
    class entry;

    [[nodiscard]] std::unique_ptr<entry> take(std::uint64_t id) noexcept;

    boost::unordered_flat_map<std::uint64_t, std::unique_ptr<entry>> entries_;
};

} // namespace socketiota::events
