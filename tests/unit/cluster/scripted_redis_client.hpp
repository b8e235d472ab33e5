// SPDX-License-Identifier: MIT
#pragma once

#include <gtest/gtest.h>

#include <initializer_list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <redis/client.hpp>

namespace socketiota::test {

/// A Redis that several clients share: what is published by one is heard by all that have
/// subscribed, when the script of a test says so. Patterns end with a star and have no other.
class scripted_redis_hub {
public:
    struct published {
        std::string channel;
        std::string payload;
    };

    /// Delivers what has been published up to now, and by that.
    void deliver();

    std::vector<published> log; // all that was published
    std::vector<class scripted_redis_client*> clients;

private:
    std::size_t delivered_ = 0;
};

/// One client of it.
class scripted_redis_client final : public redis::client {
public:
    struct subscription {
        redis::channel_kind kind;
        std::string name;
        redis::subscription_listener* listener;
    };

    explicit scripted_redis_client(scripted_redis_hub& hub) : hub_(hub) {
        hub_.clients.push_back(this);
    }

    ~scripted_redis_client() override { std::erase(hub_.clients, this); }

    void start(redis::client_listener& to) override { owner = &to; }

    [[nodiscard]] redis::link_state state() const noexcept override { return how; }

    void send(redis::command const& what, redis::completion) override {
        ASSERT_EQ(what.words().size(), 3U);
        ASSERT_EQ(what.words()[0], "PUBLISH");
        hub_.log.push_back({std::string(what.words()[1]), std::string(what.words()[2])});
    }

    void send_together(std::initializer_list<redis::command>, redis::completion) override {
        ADD_FAILURE() << "not expected";
    }

    void subscribe(redis::channel_kind kind, std::string name,
                   redis::subscription_listener& listener) override {
        subscriptions.push_back({kind, std::move(name), &listener});
    }

    void unsubscribe(redis::channel_kind kind, std::string_view name) override {
        std::erase_if(subscriptions, [kind, name](subscription const& each) {
            return each.kind == kind && each.name == name;
        });
    }

    void unsubscribe(redis::subscription_listener const& listener) override {
        std::erase_if(subscriptions,
                      [&listener](subscription const& each) { return each.listener == &listener; });
    }

    void count_subscribers(redis::channel_kind kind, std::string_view name,
                           detail::callback<void(error_code, std::size_t)> told) override {
        EXPECT_EQ(kind, redis::channel_kind::channel);
        counted.emplace_back(name);
        counting.push_back(std::move(told));
    }

    [[nodiscard]] std::unique_ptr<redis::blocking_connection>
    open_blocking(std::string_view) override {
        ADD_FAILURE() << "not expected";
        return nullptr;
    }

    /// Redis confirms all that is subscribed.
    void confirm() {
        for (subscription const& each : std::vector<subscription>(subscriptions))
            each.listener->on_subscribed(each.kind, each.name);
    }

    /// Redis says that something was published.
    void deliver(std::string const& channel, std::string const& payload) {
        for (subscription const& each : std::vector<subscription>(subscriptions)) {
            bool const is_pattern = each.kind == redis::channel_kind::pattern;
            if (is_pattern ? channel.starts_with(beginning_of(each.name)) : channel == each.name)
                each.listener->on_message(each.name, channel, payload);
        }
    }

    redis::link_state how = redis::link_state::connected;
    redis::client_listener* owner = nullptr; // null before it is started
    std::vector<subscription> subscriptions;
    std::vector<std::string> counted;
    std::vector<detail::callback<void(error_code, std::size_t)>> counting;

private:
    /// What a channel begins with that a pattern matches.
    [[nodiscard]] static std::string beginning_of(std::string const& pattern) {
        std::string beginning;
        for (std::size_t at = 0; pattern.at(at) != '*'; ++at)
            beginning += pattern[at] == '\\' ? pattern.at(++at) : pattern[at];
        return beginning;
    }

    scripted_redis_hub& hub_;
};

inline void scripted_redis_hub::deliver() {
    for (; delivered_ != log.size(); ++delivered_) {
        published const each = log[delivered_];
        for (scripted_redis_client* const client : std::vector(clients))
            client->deliver(each.channel, each.payload);
    }
}

} // namespace socketiota::test
