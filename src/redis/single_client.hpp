// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/redis_options.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <base/timer_wheel.hpp>
#include <loop/shard.hpp>
#include <redis/client.hpp>
#include <redis/command_link.hpp>
#include <redis/state_teller.hpp>
#include <redis/subscriber.hpp>

namespace socketiota::redis {

/// A client of one server of Redis.
///
/// Not thread safe: belongs to its shard.
class single_client final : public client, private link_owner, private base::deadline {
public:
    /// @param options with user, password and database as they are, whatever the url says.
    single_client(std::shared_ptr<loop::shard> home, std::shared_ptr<redis_options const> options,
                  carrier_maker make);
    ~single_client() override;

    void start(client_listener& listener) override;

    [[nodiscard]] link_state state() const noexcept override;

    void send(command const& what, completion done) override;
    void send_together(std::initializer_list<command> what, completion done) override;
    void subscribe(channel_kind kind, std::string name, subscription_listener& listener) override;
    void unsubscribe(channel_kind kind, std::string_view name) override;
    void unsubscribe(subscription_listener const& listener) override;
    void count_subscribers(channel_kind kind, std::string_view name,
                           detail::callback<void(error_code, std::size_t)> told) override;
    [[nodiscard]] std::unique_ptr<blocking_connection> open_blocking(std::string_view key) override;

private:
    class blocker;

    // link_owner
    void on_link_changed() override;
    void on_link_down(error_code why, std::string_view words, bool lost) override;
    void on_command_lost(error_code why, std::string_view words) override;

    // base::deadline
    void on_deadline() override;

    [[nodiscard]] std::chrono::milliseconds pause() const noexcept;

    std::shared_ptr<loop::shard> const home_;
    std::shared_ptr<redis_options const> const options_;
    carrier_maker const make_;
    state_teller teller_;
    std::optional<bool> is_at_replica_; // as far as is known
    std::vector<blocker*> blockers_;    // each takes itself out
    command_link commands_;
    subscriber subscriber_;
};

} // namespace socketiota::redis
