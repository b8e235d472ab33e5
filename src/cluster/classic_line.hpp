// SPDX-License-Identifier: MIT
#pragma once

#include <boost/unordered/unordered_flat_set.hpp>

#include <string>
#include <string_view>

#include <base/seeded_hash.hpp>
#include <cluster/classic_channels.hpp>
#include <cluster/classic_decoder.hpp>
#include <cluster/classic_encoder.hpp>
#include <cluster/classic_options.hpp>
#include <cluster/redis_line.hpp>

namespace socketiota::cluster {

/// The way of a namespace to the servers that have the classic adapter of Redis, official ones
/// among them.
///
/// What only older versions of that ask is answered here, or made a question that newer ones ask.
///
/// Not thread safe: belongs to the shard where the cluster is.
class classic_line final : public redis_line {
public:
    /// All that it is given by reference must outlive it.
    classic_line(redis_line_mover& by, classic_options const& options, std::string nsp,
                 line_listener& listener);

    void send(message what) override;
    void note_room(std::string_view room, bool is_there) override;

private:
    using room_set = boost::unordered_flat_set<std::string, base::seeded_hash, base::text_equal>;

    // redis_line
    void take(std::string_view name, std::string_view channel, std::string_view payload) override;

    void take_broadcast(std::string_view channel, std::string_view payload);
    void take_request(std::string_view payload);
    void take_response(std::string_view payload);
    void take_old(classic_request& request);

    [[nodiscard]] bool has_room_of(std::string_view channel) const;
    [[nodiscard]] std::string responses_to(std::string const& uid) const;
    void publish(std::string_view channel, result<std::string_view> const& payload);

    classic_options const& options_;
    classic_channels const channels_;
    std::string const own_; // how each broadcast of this server begins
    classic_decoder const decoder_;
    classic_encoder encoder_{};
    room_set rooms_{}; // with a socket here, and so each socket's own
};

} // namespace socketiota::cluster
