// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/error.hpp>

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include <postgres/connection.hpp>
#include <postgres/link_owner.hpp>

namespace socketiota::postgres {

/// Who hears what comes on channels.
class channel_listener {
public:
    /// Postgres listens to the channel for the first time since it was told to.
    virtual void on_listening(std::string_view channel) = 0;

    virtual void on_notification(std::string_view channel, std::string_view payload) = 0;

protected:
    ~channel_listener() = default;
};

/// The connection that listens to channels, and does so again whenever it is made anew. Nothing
/// else is sent on it: Postgres notifies only between transactions.
///
/// Not thread safe: belongs to its shard.
class subscriber final : private connection_user {
public:
    /// `owner` and `told` must outlive it.
    subscriber(std::shared_ptr<connection_terms const> const& terms, link_owner& owner,
               channel_listener& told);
    subscriber(subscriber const&) = delete;
    subscriber& operator=(subscriber const&) = delete;
    ~subscriber();

    void start() { connection_->start(); }

    /// Whether all channels that were there when it was connected are listened to.
    [[nodiscard]] bool is_ready() const noexcept { return is_ready_; }

    void listen(std::string channel);
    void unlisten(std::string_view channel);

    /// Gives the connection up and makes it anew.
    void fail(error_code why) { connection_->fail(why, {}); }

private:
    // connection_user
    void on_up() override;
    void on_down(error_code why, std::string_view words) override;
    void on_notification(std::string_view channel, std::string_view payload) override;

    void send_listen(std::string const& channel);
    void on_answer(std::string const& channel, answer const& what);

    link_owner& owner_;
    channel_listener& told_;
    std::shared_ptr<connection> const connection_;
    std::map<std::string, bool, std::less<>> channels_; // whether it was said that each is heard
    std::size_t unconfirmed_ = 0;                       // of those that it began with
    bool is_ready_ = false;
};

} // namespace socketiota::postgres
