// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <base/metric_sink.hpp>
#include <base/timer_wheel.hpp>
#include <cluster/loss_teller.hpp>
#include <cluster/mover.hpp>
#include <cluster/mover_counts.hpp>
#include <cluster/mover_factory.hpp>
#include <cluster/mover_state.hpp>
#include <cluster/postgres_client.hpp>
#include <cluster/postgres_lines.hpp>
#include <cluster/postgres_mover_options.hpp>
#include <loop/shard.hpp>

namespace socketiota::cluster {

/// Moves messages by LISTEN and NOTIFY of Postgres, as `createAdapter` of
/// @socket.io/postgres-adapter does, between servers of both languages.
///
/// Not thread safe: belongs to the shard where the cluster is; its counts may be read anywhere.
class postgres_mover final : public mover,
                             private postgres_client_listener,
                             private base::deadline {
public:
    /// `home`, `metrics` and `observer` must outlive it.
    postgres_mover(std::unique_ptr<postgres_client> client, postgres_mover_options options,
                   loop::shard& home, base::metric_sink& metrics, mover_observer& observer);

    [[nodiscard]] membership known_by() const noexcept override { return membership::heartbeats; }

    [[nodiscard]] state now() const noexcept override { return doubted(state_.now(), *counts_); }

    [[nodiscard]] mover_counts const* counted() const noexcept override { return counts_.get(); }

    [[nodiscard]] std::unique_ptr<line> open(std::string nsp, line_listener& listener) override;

    /// Of all namespaces together.
    [[nodiscard]] mover_counts const& counts() const noexcept { return *counts_; }

private:
    // postgres_client_listener
    void on_state(postgres_state now, error_code why, std::string_view words) override;
    void on_gap() override;

    void on_lost(error_code why, std::string_view words) override { losses_.tell(why, words); }

    void on_listening(std::string_view channel) override;
    void on_notification(std::string_view channel, std::string_view payload) override;
    // base::deadline
    void on_deadline() override;

    loop::shard& home_;
    base::metric_sink& metrics_;
    mover_observer& observer_;
    loss_teller losses_{};
    postgres_mover_options const options_;
    std::shared_ptr<mover_counts> const counts_ = std::make_shared<mover_counts>();
    postgres_lines lines_;
    mover_state state_;
    std::unique_ptr<postgres_client> const client_;
};

} // namespace socketiota::cluster
