// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>

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
    void take(std::string_view private_id, std::string_view offset,
              std::unique_ptr<session_taker> taker) override;
    void forget(std::string_view private_id) override;

private:
    class taking;

    [[nodiscard]] std::string key_of(std::string_view private_id) const;

    redis::client& by_;
    loop::shard& home_;
    stream_options const& options_;
    stream_reader const& reader_;
    std::string const nsp_;
    std::shared_ptr<mover_counts> const counts_;
    session_encoder encoder_{};
    // Those that are under way see by it whether this is there.
    std::shared_ptr<stream_sessions*> const self_ = std::make_shared<stream_sessions*>(this);
};

} // namespace socketiota::cluster
