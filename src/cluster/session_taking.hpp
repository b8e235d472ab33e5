// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <cluster/message_decoder.hpp>
#include <cluster/session_codec.hpp>
#include <cluster/stream_sessions.hpp>
#include <redis/stream_id.hpp>

namespace socketiota::cluster {

/// A session that is taken from Redis, with what stands in the stream after an offset: lives as
/// long as answers are to come.
///
/// What the stream holds is read in slices until it ends, from after the session was told: whoever
/// has it knows what the reader of the stream tells meanwhile, which is in both.
///
/// Not thread safe: belongs to the shard where the cluster is.
class stream_sessions::taking final : public std::enable_shared_from_this<taking> {
public:
    taking(stream_sessions& owner, redis::stream_id offset, std::unique_ptr<session_taker> taker);

    /// Asks for both.
    void begin(std::string const& key);

private:
    /// Has `work` done with the answer to a command, while the store is there.
    template <class Work>
    [[nodiscard]] redis::completion then(Work work);

    void on_session(redis::reply said);
    void on_offset(redis::reply said);
    void go_on_if_both();
    void read_slice();
    void on_slice(redis::reply entries);
    void tell_missed(stream_entry const& entry);
    void end(error_code reason);

    std::shared_ptr<stream_sessions*> const owner_; // null once it has gone
    redis::stream_id at_;                           // what has been read, to this one
    std::unique_ptr<session_taker> taker_;          // null once it has heard the end
    message_decoder decoder_;
    std::string text_; // of the session
    std::optional<bool> has_offset_;
    bool has_session_ = false;
    std::size_t asked_for_ = 0; // entries of a slice
    std::size_t octets_ = 0;    // that were read
    std::size_t slices_ = 0;
};

} // namespace socketiota::cluster
