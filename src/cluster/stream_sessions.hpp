// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <cluster/session_codec.hpp>
#include <cluster/session_store.hpp>
#include <cluster/stream_options.hpp>
#include <cluster/stream_reader.hpp>
#include <redis/client.hpp>

namespace socketiota::cluster {

class stream_mover;

/// Keeps sessions of a namespace in Redis, each as a key that goes after its time, as official
/// servers do; what they have missed stands in the stream.
///
/// What is kept of who comes back is bounded by the commands that may wait for an answer: each
/// taking has one on its way.
///
/// Not thread safe: belongs to the shard where the cluster is.
class stream_sessions final : public session_store {
public:
    /// `by` and `reader`, which reads the stream of `nsp`, must outlive it.
    stream_sessions(stream_mover& by, stream_reader const& reader, std::string_view nsp);
    ~stream_sessions();

    void keep(kept_session const& session, keeping how, std::chrono::milliseconds lifetime,
              detail::callback<void(error_code, bool)> kept) override;
    void take(std::string_view private_id, std::string_view offset,
              std::unique_ptr<session_taker> taker) override;
    void forget(std::string_view private_id, adapter::log_place since) override;

private:
    class taking;

    [[nodiscard]] redis::completion telling(detail::callback<void(error_code, bool)> kept) const;
    [[nodiscard]] std::string key_of(std::string_view private_id) const;

    stream_mover& mover_;
    redis::client& by_;
    stream_options const& options_;
    stream_reader const& reader_;
    std::string const nsp_;
    session_encoder encoder_{};
    // Those that are under way see by it whether this is there.
    std::shared_ptr<stream_sessions*> const self_ = std::make_shared<stream_sessions*>(this);
};

} // namespace socketiota::cluster
