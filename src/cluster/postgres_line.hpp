// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/callback.hpp>
#include <socketiota/error.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include <cluster/arrival_queue.hpp>
#include <cluster/message_decoder.hpp>
#include <cluster/mover.hpp>
#include <cluster/mover_counts.hpp>
#include <cluster/own_echo.hpp>
#include <cluster/postgres_client.hpp>
#include <cluster/postgres_mover_options.hpp>
#include <cluster/postgres_outgoing.hpp>

namespace socketiota::cluster {

/// Which lines there are, for who passes on what comes.
class postgres_lines;

/// The way of a namespace to the servers that have the adapter of Postgres, official ones among
/// them. Everything goes to all of them, through one channel.
///
/// Not thread safe: belongs to the shard where the cluster is.
class postgres_line final : public line {
public:
    /// All that it is given by reference must outlive it.
    postgres_line(postgres_client& by, postgres_mover_options const& options, std::string nsp,
                  line_listener& listener, std::shared_ptr<mover_counts> counts,
                  postgres_lines& all);
    postgres_line(postgres_line const&) = delete;
    postgres_line& operator=(postgres_line const&) = delete;
    ~postgres_line() override;

    [[nodiscard]] std::string const& uid() const noexcept override { return uid_; }

    void send(message what) override;

    // Each says that it is there.
    void count_servers(detail::callback<void(error_code, std::size_t)>) override {}

    void note_room(std::string_view, bool) override {}

    [[nodiscard]] std::string const& channel() const noexcept { return channel_; }

    /// Whether Postgres can have that channel; otherwise its namespace is alone.
    [[nodiscard]] bool can_be() const noexcept { return can_be_; }

    /// What is sent is received from now on.
    void on_listening();

    void on_gap();

    /// May destroy it, as `on_listening` and `on_gap`.
    void on_notification(std::string_view payload);

private:
    void take(std::string_view payload);
    void take_header(message const& what);
    void queue(bool found_room);
    void fetch();
    void on_fetched(std::uint64_t ticket, error_code failure, std::string_view octets);
    void deliver_queued();
    [[nodiscard]] bool is_wanted(message const& what);

    postgres_client& by_;
    std::string const nsp_;
    line_listener& listener_;
    std::shared_ptr<mover_counts> const counts_;
    postgres_lines& all_;
    std::string const uid_;
    std::string const channel_;
    bool const can_be_;
    bool is_listening_ = false;
    std::size_t const most_octets_; // of an attachment
    message_decoder decoder_;
    postgres_outgoing outgoing_;
    own_echo echo_;
    arrival_queue queue_{{}};
    std::shared_ptr<postgres_line*> const self_ = std::make_shared<postgres_line*>(this);
};

} // namespace socketiota::cluster
