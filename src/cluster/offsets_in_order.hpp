// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/callback.hpp>
#include <socketiota/error.hpp>

#include <boost/container/deque.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include <redis/stream_id.hpp>

namespace socketiota::cluster {

/// Who waits to be told where a message stands in the log, each after those who came before, and
/// when all that stands in front of it has been read: else a client would take what comes then for
/// what it has received already.
///
/// Not thread safe. Who calls a function that tells holds it: what is told may let go of it.
class offsets_in_order {
public:
    using told = detail::callback<void(error_code, std::string_view offset)>;

    /// The ticket of who waits.
    std::uint64_t add(told who);

    /// It is known where that one stands, or why nobody knows; nothing if it has been told already.
    void on_known(std::uint64_t ticket, error_code why, redis::stream_id at);

    /// The log has been read up to there.
    void on_read(redis::stream_id to);

    /// Tells all who wait that they get none.
    void give_up(error_code why);

    /// Whether the message there may be one of those that wait, and nobody knows yet.
    [[nodiscard]] bool may_be_at(redis::stream_id at) const noexcept;

    /// How many wait.
    [[nodiscard]] std::size_t size() const noexcept { return waiting_.size(); }

    /// Nobody is told anything more.
    void close() noexcept;

private:
    struct outcome {
        error_code why;
        redis::stream_id at;
    };

    struct waiting {
        told who;
        std::optional<outcome> what;
    };

    [[nodiscard]] std::uint64_t end() const noexcept { return first_ + waiting_.size(); }

    void tell_known();

    boost::container::deque<waiting> waiting_;
    std::uint64_t first_ = 0; // the ticket of the first of them
    redis::stream_id read_to_{};
    redis::stream_id known_to_{}; // the last place that was known
    bool is_telling_ = false;
};

} // namespace socketiota::cluster
