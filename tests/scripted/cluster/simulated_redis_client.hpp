// SPDX-License-Identifier: MIT
#pragma once

#include "simulated_redis.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <cstddef>
#include <initializer_list>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <base/timer_wheel.hpp>
#include <redis/client.hpp>

namespace socketiota::test {

/// The client of a simulated server: what it sends is executed some time later, in order, and
/// answered some time after that, unless its connections are cut meanwhile.
class simulated_redis_client final : public redis::client {
public:
    /// Everything is told on `home`, and called there.
    simulated_redis_client(simulated_redis& with, boost::asio::any_io_executor home);
    ~simulated_redis_client() override;

    // ---- what may break; from anywhere ----

    /// All connections end at once. What was on its way is executed or not, up to some command.
    void cut();

    /// They are there again.
    void restore();

    [[nodiscard]] bool is_up() const noexcept { return is_up_; }

    /// What Redis says comes after so long.
    void stall(std::chrono::milliseconds time);

    /// Nothing that it sends is executed any more, nor what is on its way from some command on.
    void die();

    // ---- redis::client ----

    void start(redis::client_listener& listener) override;

    [[nodiscard]] redis::link_state state() const noexcept override;

    void send(redis::command const& what, redis::completion done) override;
    void send_together(std::initializer_list<redis::command> what, redis::completion done) override;
    void subscribe(redis::channel_kind kind, std::string name,
                   redis::subscription_listener& listener) override;
    void unsubscribe(redis::channel_kind kind, std::string_view name) override;
    void unsubscribe(redis::subscription_listener const& listener) override;
    void count_subscribers(redis::channel_kind kind, std::string_view name,
                           detail::callback<void(error_code, std::size_t)> told) override;
    [[nodiscard]] std::unique_ptr<redis::blocking_connection>
    open_blocking(std::string_view key) override;

    // ---- for Redis ----

    [[nodiscard]] bool has_subscribed(redis::channel_kind kind, std::string_view channel) const;

    void hear(redis::channel_kind kind, std::string const& channel, std::string const& payload);

    /// Sends an answer back to whoever waits for it.
    static void answer(std::shared_ptr<simulated_redis::command> const& which, std::string octets);

private:
    class blocker;

    using command = simulated_redis::command;

    struct subscription {
        redis::channel_kind kind;
        std::string name;
        redis::subscription_listener* listener;
        bool is_confirmed = false;
    };

    /// One direction of a connection, which keeps the order.
    struct way {
        base::time_point last{};
    };

    /// Has `work(*this)` done at home, if this is there then.
    template <class Work>
    void at_home(base::time_point when, Work work);

    void on_cut();
    void on_restored();
    [[nodiscard]] std::list<std::shared_ptr<command>> lose_sent();

    void give(std::shared_ptr<command> const& what);
    void put(std::shared_ptr<command> const& what);
    void give_up(std::shared_ptr<command> const& what, error_code why);
    void finish(std::shared_ptr<command> const& which, std::string const& octets);
    void confirm(redis::channel_kind kind, std::string const& name);
    void ask_to_subscribe(subscription const& which);
    void tell_state(error_code why);
    [[nodiscard]] subscription* find(redis::channel_kind kind, std::string_view name);
    [[nodiscard]] base::time_point arrival(way& by);

    /// Has `work(*this)` done then, unless this has gone or is cut meanwhile.
    template <class Work>
    void later(way& by, Work work);

    simulated_redis& redis_;
    simulated_time& time_;
    boost::asio::any_io_executor const home_;
    redis::client_listener* listener_ = nullptr;
    bool is_up_ = true;
    bool is_dead_ = false;
    bool is_long_away_ = false;
    std::size_t cuts_ = 0;
    std::size_t unconfirmed_ = 0; // after a cut
    std::list<std::shared_ptr<command>> waiting_{};
    std::list<std::shared_ptr<command>> sent_{};
    std::vector<subscription> subscriptions_{};
    way there_{};       // commands
    way back_{};        // and their answers
    way reads_there_{}; // of what blocks
    way reads_back_{};
    way hears_{}; // what was published
    redis::link_state told_ = redis::link_state::degraded;
    std::shared_ptr<simulated_redis_client*> const self_ =
        std::make_shared<simulated_redis_client*>(this);
};

} // namespace socketiota::test
