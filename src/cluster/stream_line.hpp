// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <cluster/held_entries.hpp>
#include <cluster/message_decoder.hpp>
#include <cluster/message_encoder.hpp>
#include <cluster/offsets_in_order.hpp>
#include <cluster/redis_line.hpp>
#include <cluster/sharded_channels.hpp>
#include <cluster/stream_entry.hpp>
#include <cluster/stream_options.hpp>
#include <cluster/stream_reader.hpp>
#include <cluster/stream_sessions.hpp>

namespace socketiota::cluster {

class stream_mover;

/// The way of a namespace to the servers that have the adapter of Redis Streams, official ones
/// among them.
///
/// Not thread safe: belongs to the shard where the cluster is.
class stream_line final : public redis_line {
public:
    /// All that it is given by reference must outlive it. `reader` reads its stream.
    stream_line(stream_mover& by, stream_reader const& reader, std::string nsp,
                line_listener& listener);
    ~stream_line() override;

    /// Subscribes: the others count this server from now on, and it hears all that they say.
    void begin();

    // line
    void send(message what) override;
    void send_logged(message what, offsets_in_order::told who) override;

    void note_room(std::string_view, bool) override {} // none has a channel

    [[nodiscard]] session_store* sessions() noexcept override { return &sessions_; }

    void on_state() override;

    void on_lost_log() { listener().on_lost_log(); }

    /// Something of this namespace stands in the stream.
    void on_entry(stream_entry const& entry);

    /// The stream cannot be read now, or not all of it: nobody waits for what stands there.
    void on_failed_reading();

    [[nodiscard]] stream_reader const& reader() const noexcept { return reader_; }

private:
    // redis_line
    void take(std::string_view name, std::string_view channel, std::string_view payload) override;

    void publish(message const& what);
    /// An error: it cannot be encoded, and `done` hears nothing.
    error_code add_entry(message const& what, redis::completion done);
    /// What is behind an entry of this server is for its clients once they have got that.
    [[nodiscard]] bool must_wait(stream_entry const& which) const noexcept;
    void pass(stream_entry const& which);
    void pass_held();
    void add_logged(message const& what, offsets_in_order::told who);
    [[nodiscard]] redis::completion on_added(std::uint64_t ticket);
    void on_known(std::uint64_t ticket, error_code why, redis::stream_id at);

    stream_mover& mover_;
    stream_reader const& reader_;
    stream_options const& options_;
    sharded_channels const channels_;
    redis::channel_kind const kind_;
    message_decoder decoder_;
    message_encoder encoder_{};
    std::shared_ptr<offsets_in_order> const offsets_ = std::make_shared<offsets_in_order>();
    held_entries held_; // until it is known where what this server has sent stands
    stream_sessions sessions_;
};

} // namespace socketiota::cluster
