// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <cluster/message_decoder.hpp>
#include <cluster/message_encoder.hpp>
#include <cluster/mover.hpp>
#include <cluster/mover_counts.hpp>
#include <cluster/sharded_channels.hpp>
#include <cluster/sharded_options.hpp>
#include <redis/client.hpp>

namespace socketiota::cluster {

/// The way of a namespace to the servers that have the sharded adapter of Redis, official ones
/// among them.
///
/// Not thread safe: belongs to the shard where the cluster is.
class sharded_line final : public line, private redis::subscription_listener {
public:
    using told = detail::callback<void(error_code, std::size_t)>;

    /// All that it is given by reference must outlive it. It stands in `all` while it is open.
    sharded_line(redis::client& by, sharded_options const& options, std::string nsp,
                 line_listener& listener, std::shared_ptr<mover_counts> counts,
                 std::vector<sharded_line*>& all);
    ~sharded_line() override;

    [[nodiscard]] std::string const& uid() const noexcept override { return uid_; }

    void send(message what) override;
    void count_servers(told how_many) override;
    void note_room(std::string_view room, bool is_there) override;

    [[nodiscard]] line_listener& listener() const noexcept { return listener_; }

private:
    void on_message(std::string_view name, std::string_view channel,
                    std::string_view payload) override;
    void on_subscribed(redis::channel_kind kind, std::string_view name) override;

    void take(std::string_view payload);

    redis::client& by_;
    std::string const nsp_;
    line_listener& listener_;
    std::shared_ptr<mover_counts> const counts_;
    std::vector<sharded_line*>& all_;
    std::string const uid_;
    sharded_channels const channels_;
    message_decoder decoder_;
    message_encoder encoder_{};
    bool is_counted_ = false;     // Redis knows that this server is there
    std::vector<told> waiting_{}; // for that
};

} // namespace socketiota::cluster
