// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <memory>
#include <string_view>
#include <utility>

#include <redis/connection.hpp>
#include <redis/link.hpp>

namespace socketiota::redis {

/// A connection for commands, which belongs to a client.
///
/// Not thread safe: belongs to its shard.
class command_link final : public link, private connection_user {
public:
    /// @param misses whether something is missed while it is away.
    command_link(std::shared_ptr<loop::shard> home, std::shared_ptr<redis_options const> options,
                 carrier_maker make, link_owner& owner, bool misses)
        : owner_(owner),
          misses_(misses),
          connection_(std::make_shared<connection>(std::move(home), connection::kind::commands,
                                                   std::move(options), std::move(make),
                                                   static_cast<connection_user&>(*this))) {}

    command_link(command_link const&) = delete;
    command_link& operator=(command_link const&) = delete;

    ~command_link() { connection_->close(); }

    /// Connects.
    void start() {
        begun_ = true;
        connection_->start();
    }

    [[nodiscard]] connection& commands() noexcept { return *connection_; }

    // link
    [[nodiscard]] bool is_used() const noexcept override { return begun_; }

    [[nodiscard]] bool is_up() const noexcept override { return connection_->is_ready(); }

    [[nodiscard]] bool is_long_away() const noexcept override {
        return connection_->is_long_away();
    }

private:
    // connection_user
    void on_greeted() override {}

    void on_ready() override {
        was_ready_ = misses_;
        owner_.on_link_changed();
    }

    void on_down(error_code why, std::string_view words) override {
        owner_.on_link_down(why, words, std::exchange(was_ready_, false));
    }

    void on_long_away() override { owner_.on_link_changed(); }

    void on_lost(error_code why, std::string_view words) override {
        owner_.on_command_lost(why, words);
    }

    // Nothing is subscribed here.
    void on_published(reply) override {}

    void on_confirmed(confirmation const&) override {}

    void on_refused(confirmation const&, error_code, std::string_view) override {}

    void on_taken_away(std::string_view) override {}

    link_owner& owner_;
    bool const misses_;
    std::shared_ptr<connection> connection_;
    bool begun_ = false;
    bool was_ready_ = false;
};

} // namespace socketiota::redis
