// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <string_view>

#include <adapter/selection.hpp>
#include <cluster/mover_counts.hpp>
#include <cluster/session_codec.hpp>
#include <cluster/session_store.hpp>
#include <cluster/stream_options.hpp>
#include <cluster/stream_reader.hpp>
#include <loop/shard.hpp>
#include <redis/client.hpp>

namespace socketiota::cluster {

/// Keeps sessions of a namespace in Redis, each as a key that goes after its time, as official
/// servers do; what they have missed stands in the stream.
///
/// What is kept of who comes back is bounded by the commands that may wait for an answer: each
/// taking has one on its way.
///
/// Not thread safe: belongs to the shard where the cluster is.
class stream_sessions final : public session_store {
public:
    /// All that it is given by reference must outlive it. `reader` reads the stream of `nsp`.
    stream_sessions(redis::client& by, loop::shard& home, stream_options const& options,
                    stream_reader const& reader, std::string_view nsp,
                    std::shared_ptr<mover_counts> counts);
    ~stream_sessions();

    void keep(kept_session const& session, keeping how, std::chrono::milliseconds lifetime,
              detail::callback<void(error_code, bool)> kept) override;
    void renew(std::string_view private_id, std::chrono::milliseconds lifetime,
               detail::callback<void(error_code, bool)> kept) override;
    void take(std::string_view private_id, std::string_view offset,
              std::unique_ptr<session_taker> taker) override;
    void forget(std::string_view private_id) override;

    /// Takes those out of `to` who have read the entry as one that they had missed: it was read
    /// for them before the reader came to it.
    void except_who_has(redis::stream_id entry, adapter::selection& to);

private:
    class taking;

    struct ahead {
        std::string socket_id;
        redis::stream_id last; // that was read for it
    };

    [[nodiscard]] std::string key_of(std::string_view private_id) const;
    void note_ahead(std::string const& socket_id, redis::stream_id last);

    redis::client& by_;
    loop::shard& home_;
    stream_options const& options_;
    stream_reader const& reader_;
    std::string const nsp_;
    std::shared_ptr<mover_counts> const counts_;
    session_encoder encoder_{};
    std::deque<ahead> ahead_{}; // of the reader
    // Those that are under way see by it whether this is there.
    std::shared_ptr<stream_sessions*> const self_ = std::make_shared<stream_sessions*>(this);
};

} // namespace socketiota::cluster
