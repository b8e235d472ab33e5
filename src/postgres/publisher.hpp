// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/error.hpp>

#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstddef>
#include <deque>
#include <memory>
#include <string_view>

#include <postgres/connection.hpp>
#include <postgres/link_owner.hpp>
#include <postgres/notices.hpp>
#include <postgres/statement.hpp>

namespace socketiota::postgres {

/// The connection on which statements leave in order, and where they wait while it is away.
///
/// Not thread safe: belongs to its shard.
class publisher final : private connection_user {
public:
    /// `owner` must outlive it.
    publisher(std::shared_ptr<connection_terms const> terms, link_owner& owner);
    publisher(publisher const&) = delete;
    publisher& operator=(publisher const&) = delete;
    ~publisher();

    void start();

    [[nodiscard]] bool is_up() const noexcept { return connection_->is_up(); }

    /// Whether it has been away for as long as statements wait.
    [[nodiscard]] bool is_long_away() const noexcept { return is_long_away_; }

    /// Sends it behind what was sent before, or keeps it for as long as it may wait.
    ///
    /// @param done may be empty; never called inside.
    void send(statement what, completion done);

    /// The same with a message, in one statement with others of this turn. Where Postgres refuses
    /// that, each is sent by itself, behind what has left meanwhile.
    void notify(notice what);

private:
    using clock = std::chrono::steady_clock;

    struct waiting {
        statement what;
        completion done;
        clock::time_point due;
    };

    // connection_user
    void on_up() override;
    void on_down(error_code why, std::string_view words) override;

    void on_notification(std::string_view, std::string_view) override {}

    [[nodiscard]] bool has_room(std::size_t octets) const noexcept;
    [[nodiscard]] bool may_send(std::size_t octets, completion const& done);
    [[nodiscard]] completion counted(completion done, std::size_t octets);
    void send_notices();
    void send_counted(statement what, completion done);
    void finish(completion const& done, answer const& what);
    void be_away();
    void watch();
    void on_time();

    std::shared_ptr<connection_terms const> const terms_;
    link_owner& owner_;
    std::shared_ptr<connection> const connection_;
    notices gathered_;
    std::deque<waiting> waiting_;
    std::size_t octets_ = 0;   // of all that has no answer yet
    std::size_t commands_ = 0; // and how many
    clock::time_point long_away_at_{};
    bool is_long_away_ = false;
    boost::asio::steady_timer time_; // of the first that waits, or to be away for long
    std::shared_ptr<publisher*> const self_ = std::make_shared<publisher*>(this);
};

} // namespace socketiota::postgres
