// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <base/state_teller.hpp>
#include <cluster/postgres_client.hpp>
#include <postgres/connection.hpp>
#include <postgres/link_owner.hpp>
#include <postgres/publisher.hpp>
#include <postgres/subscriber.hpp>

namespace socketiota::postgres {

/// A client of Postgres by libpq: a connection that listens, and one for all else.
///
/// It says that it is connected when what it sends on one comes back on the other, and looks again
/// from time to time: a pooler between that keeps no session, and a connection whose other end is
/// gone, look well otherwise.
///
/// Not thread safe: belongs to its shard.
class libpq_client final : public cluster::postgres_client,
                           private link_owner,
                           private channel_listener {
public:
    enum class role : std::uint8_t { sends_and_listens, sends };

    /// @param table checked with `check_table_name`.
    libpq_client(std::shared_ptr<connection_terms const> terms, std::string const& table,
                 role what);
    ~libpq_client() override;

    void start(cluster::postgres_client_listener& listener) override;
    void listen(std::string channel) override;
    void unlisten(std::string_view channel) override;
    void notify(std::string_view channel, std::string_view payload, completion done) override;
    void notify_with(std::string_view channel, attachment const& what, completion done) override;
    void fetch(std::string_view id, std::size_t most,
               detail::callback<void(error_code, std::string_view octets)> told) override;
    void clean_up(std::chrono::milliseconds older) override;

private:
    using teller = base::state_teller<cluster::postgres_client_listener, cluster::postgres_state>;

    // link_owner
    void on_link_changed() override;
    void on_link_down(error_code why, std::string_view words, bool was_ready) override;
    void on_command_lost(error_code why, std::string_view words) override;
    // channel_listener
    void on_listening(std::string_view channel) override;
    void on_notification(std::string_view channel, std::string_view payload) override;

    [[nodiscard]] bool is_up() const noexcept;
    [[nodiscard]] cluster::postgres_state state() const noexcept;
    void look();
    void look_for_table();
    void wait(std::chrono::milliseconds delay, void (libpq_client::*then)());
    void on_not_heard();
    void on_heard();

    std::shared_ptr<connection_terms const> const terms_;
    role const role_;
    std::string const notify_with_; // the statements
    std::string const fetch_;
    std::string const clean_up_;
    std::string const look_for_table_;
    std::string const own_channel_; // where it hears itself
    teller teller_{};
    cluster::postgres_client_listener* listener_ = nullptr; // null before it is started
    bool is_looking_ = false;                               // what was sent has not come back yet
    bool is_heard_ = false; // it has, since the connections were made
    error_code table_failure_{};
    boost::asio::steady_timer time_; // to be heard, or to look again
    std::shared_ptr<libpq_client*> const self_ = std::make_shared<libpq_client*>(this);
    publisher publisher_;
    subscriber subscriber_;
};

} // namespace socketiota::postgres
