// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include <base/seeded_hash.hpp>
#include <cluster/classic_channels.hpp>
#include <cluster/classic_decoder.hpp>
#include <cluster/classic_encoder.hpp>
#include <cluster/classic_options.hpp>
#include <cluster/mover.hpp>
#include <cluster/mover_counts.hpp>
#include <redis/client.hpp>

namespace socketiota::cluster {

/// The way of a namespace to the servers that have the classic adapter of Redis, official ones
/// among them.
///
/// What only older versions of that ask is answered here, or made a question that newer ones ask.
///
/// Not thread safe: belongs to the shard where the cluster is.
class classic_line final : public line, private redis::subscription_listener {
public:
    using told = detail::callback<void(error_code, std::size_t)>;

    /// All that it is given by reference must outlive it. It stands in `all` while it is open.
    classic_line(redis::client& by, classic_options const& options, std::string nsp,
                 line_listener& listener, std::shared_ptr<mover_counts> counts,
                 std::vector<classic_line*>& all);
    ~classic_line() override;

    [[nodiscard]] std::string const& uid() const noexcept override { return uid_; }

    void send(message what) override;
    void count_servers(told how_many) override;
    void note_room(std::string_view room, bool is_there) override;

    [[nodiscard]] line_listener& listener() const noexcept { return listener_; }

private:
    using room_set = std::unordered_set<std::string, base::seeded_hash, base::text_equal>;

    void on_message(std::string_view name, std::string_view channel,
                    std::string_view payload) override;
    void on_subscribed(redis::channel_kind kind, std::string_view name) override;

    void take(std::string_view name, std::string_view channel, std::string_view payload);
    void take_broadcast(std::string_view channel, std::string_view payload);
    void take_request(std::string_view payload);
    void take_response(std::string_view payload);
    void take_old(classic_request& request);

    [[nodiscard]] bool has_room_of(std::string_view channel) const;
    [[nodiscard]] bool is_good(decode_outcome outcome);
    [[nodiscard]] std::string responses_to(std::string const& uid) const;
    void publish(std::string_view channel, result<std::string_view> const& payload);

    redis::client& by_;
    classic_options const& options_;
    std::string const nsp_;
    line_listener& listener_;
    std::shared_ptr<mover_counts> const counts_;
    std::vector<classic_line*>& all_;
    std::string const uid_;
    classic_channels const channels_;
    std::string const own_; // how each broadcast of this server begins
    classic_decoder const decoder_;
    classic_encoder encoder_{};
    room_set rooms_{};            // with a socket here, and so each socket's own
    bool is_counted_ = false;     // Redis knows that this server is there
    std::vector<told> waiting_{}; // for that
};

} // namespace socketiota::cluster
