// SPDX-License-Identifier: MIT
#pragma once

#include "reply_text.hpp"

#include <socketiota/redis_options.hpp>

#include <boost/asio/post.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <redis/carrier.hpp>
#include <support/manual_shard.hpp>

namespace socketiota::redis {

using namespace std::chrono_literals;

/// One attempt to connect, of which the test decides what becomes.
class scripted_carrier final : public carrier,
                               public std::enable_shared_from_this<scripted_carrier> {
public:
    explicit scripted_carrier(test::manual_shard& home) : home_(home) {}

    void connect(std::shared_ptr<reply_parser> input, carrier_owner& owner) override {
        input_ = std::move(input);
        owner_ = &owner;
    }

    [[nodiscard]] std::optional<std::string> write(std::string octets) override {
        EXPECT_FALSE(writing_) << "one write after the other";
        ++writes;
        feed(written_, octets);
        if (takes_at_once)
            return octets;
        writing_ = true;
        unconfirmed_ = std::move(octets);
        if (!stalls)
            confirm();
        return std::nullopt;
    }

    void write_last(std::string octets) override { static_cast<void>(write(std::move(octets))); }

    void close() noexcept override { owner_ = nullptr; }

    [[nodiscard]] error why_late() const noexcept override { return late; }

    /// The kernel has taken what was written.
    void confirm() {
        boost::asio::post(home_.context(), [weak = weak_from_this()] {
            auto const self = weak.lock();
            if (!self || self->owner_ == nullptr || !std::exchange(self->writing_, false))
                return;
            self->owner_->on_written(std::move(self->unconfirmed_));
        });
    }

    /// The peer takes the connection.
    void accept() {
        ASSERT_TRUE(is_open());
        accepted = true;
        call([this] {
            owner_->on_connected();
            home_.settle();
        });
    }

    /// The peer says so.
    void say(std::string_view octets) {
        ASSERT_TRUE(is_open());
        feed(*input_, octets);
        call([this] {
            owner_->on_octets();
            home_.settle();
        });
    }

    void end(error_code why, std::string_view words = {}) {
        ASSERT_TRUE(is_open());
        std::exchange(owner_, nullptr)->on_ended(why, words);
        home_.settle();
    }

    /// Whether it has not been given up.
    [[nodiscard]] bool is_open() const noexcept { return owner_ != nullptr; }

    /// The commands that came since it was asked last.
    [[nodiscard]] std::vector<std::string> take_commands() {
        std::vector<std::string> all;
        while (written_.next() == reply_parser::outcome::complete) {
            std::string& text = all.emplace_back();
            for (reply const word : written_.value())
                text.append(text.empty() ? "" : " ").append(word.text());
        }
        return all;
    }

    bool stalls = false;
    bool takes_at_once = false;
    bool accepted = false;
    bool is_subscribed = false;                               // for the use of a test
    std::function<void(std::function<void()> const&)> around; // calls what calls the owner
    error late = error::redis_unreachable;
    std::size_t writes = 0;

private:
    void call(std::function<void()> const& what) {
        if (around)
            around(what);
        else
            what();
    }

    test::manual_shard& home_;
    std::shared_ptr<reply_parser> input_;
    carrier_owner* owner_ = nullptr;
    bool writing_ = false;
    std::string unconfirmed_;
    reply_parser written_;
};

/// A shard on a virtual clock and the connections that are attempted on it.
class scripted_redis : public testing::Test {
protected:
    [[nodiscard]] carrier_maker maker() {
        return [this] {
            attempts.push_back(std::make_shared<scripted_carrier>(home));
            return std::shared_ptr<carrier>(attempts.back());
        };
    }

    [[nodiscard]] std::shared_ptr<redis_options const> shared_options() const {
        return std::make_shared<redis_options const>(options);
    }

    [[nodiscard]] scripted_carrier& last() { return *attempts.back(); }

    void pass(base::duration time) { home.pass(time); }

    redis_options options{.client_name = ""};
    test::manual_shard home;
    std::vector<std::shared_ptr<scripted_carrier>> attempts;
};

} // namespace socketiota::redis
