// SPDX-License-Identifier: MIT
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include <base/seeded_hash.hpp>
#include <base/timer_wheel.hpp>
#include <loop/shard.hpp>
#include <redis/connection.hpp>
#include <redis/link.hpp>
#include <redis/subscription_listener.hpp>

namespace socketiota::redis {

/// A connection with all that is subscribed on it, which is subscribed again whenever it is made
/// anew. It connects when something is subscribed for the first time. What Redis refuses is asked
/// for again from time to time: its administrator may have given the user the right.
///
/// Not thread safe: belongs to its shard.
class subscriber final : public link, private connection_user, private base::deadline {
public:
    subscriber(std::shared_ptr<loop::shard> home, std::shared_ptr<redis_options const> options,
               carrier_maker make, link_owner& owner);
    subscriber(subscriber const&) = delete;
    subscriber& operator=(subscriber const&) = delete;
    ~subscriber();

    /// Connects once something is subscribed.
    void start();

    void subscribe(channel_kind kind, std::string name, subscription_listener& listener);
    void unsubscribe(channel_kind kind, std::string_view name);
    void unsubscribe(subscription_listener const& listener);

    /// Leaves for wherever its address leads now, if it is there.
    void move();

    /// Asks again for what Redis refused because it was elsewhere.
    void ask_again();

    // link
    [[nodiscard]] bool is_used() const noexcept override { return begun_; }

    [[nodiscard]] bool is_up() const noexcept override {
        return connection_->is_ready() && refused_ == 0;
    }

    [[nodiscard]] bool is_long_away() const noexcept override {
        return connection_->is_long_away();
    }

private:
    struct subscription {
        subscription_listener* listener = nullptr;
        bool is_refused = false;
        bool is_elsewhere = false; // which is why
    };

    using subscriptions =
        boost::unordered_flat_map<std::string, subscription, base::seeded_hash, base::text_equal>;

    // connection_user
    void on_greeted() override;
    void on_ready() override;
    void on_down(error_code why, std::string_view words) override;
    void on_long_away() override;
    void on_lost(error_code why, std::string_view words) override;
    void on_published(reply what) override;
    void on_confirmed(confirmation const& what) override;
    void on_refused(confirmation const& what, error_code why, std::string_view words) override;
    void on_taken_away(std::string_view channel) override;
    // base::deadline
    void on_deadline() override;

    [[nodiscard]] subscriptions& of(channel_kind kind) noexcept {
        return subscribed_[static_cast<std::size_t>(kind)];
    }

    [[nodiscard]] subscription* find(channel_kind kind, std::string_view name) noexcept;
    void forget_refusal(subscription& which) noexcept;
    void begin();

    std::shared_ptr<loop::shard> const home_;
    std::shared_ptr<redis_options const> const options_;
    link_owner& owner_;
    std::shared_ptr<connection> connection_;
    std::array<subscriptions, 3> subscribed_;
    // The one that was found last, which is nearly always the next too; null once any may be gone.
    subscriptions::value_type* last_ = nullptr;
    channel_kind last_kind_ = channel_kind::channel; // of that
    std::size_t refused_ = 0;
    bool started_ = false;
    bool begun_ = false;
    bool was_ready_ = false;
};

} // namespace socketiota::redis
