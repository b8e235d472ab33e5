// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string_view>

#include <adapter/cluster_log.hpp>
#include <adapter/log_place.hpp>
#include <cluster/encoded_values.hpp>
#include <cluster/link_counts.hpp>
#include <cluster/link_options.hpp>
#include <cluster/message.hpp>
#include <cluster/mover.hpp>

namespace socketiota::cluster {

/// Where an offset of the form `1700000000000-3` (milliseconds, and the how-manieth of them)
/// stands; none if it has another form.
[[nodiscard]] adapter::log_place place_of(std::string_view offset) noexcept;

/// What a namespace keeps in the log of a line.
///
/// Not thread safe: belongs to the shard where the cluster is.
class nsp_log final : public adapter::cluster_log {
public:
    /// All must outlive it.
    nsp_log(line& by, adapter::residents& here, link_options const& options,
            std::shared_ptr<link_counts> counts, encoded_values::preference prefers);
    ~nsp_log() override;

    emit_result publish(adapter::selection const& to,
                        adapter::broadcast_event const& event) override;
    void when_delivered(detail::callback<void()> then) override;
    void keep(adapter::kept_session const& which, keeping how, std::chrono::milliseconds lifetime,
              detail::callback<void(not_kept)> failed) override;
    void forget(std::string_view private_id, adapter::log_place since) override;
    void take(adapter::wanted_session const& wanted,
              std::unique_ptr<adapter::session_receiver> to) override;

    /// How many events are on their way into it, with those who wait behind them.
    [[nodiscard]] std::size_t size() const noexcept {
        return static_cast<std::size_t>(published_ - delivered_) + fences_.size();
    }

private:
    class bringing;
    struct logged_event;

    struct fence {
        std::uint64_t behind; // so many events
        detail::callback<void()> then;
    };

    void on_logged(logged_event const& which, std::string_view offset);
    void pass_fences();
    void announce_taken(std::string const& id);

    line& line_;
    adapter::residents& here_;
    link_options const& options_;
    std::shared_ptr<link_counts> const counts_;
    encoded_values::preference const prefers_;
    // Null once this has gone, for those that it is called by.
    std::shared_ptr<nsp_log*> const self_ = std::make_shared<nsp_log*>(this);
    std::uint64_t published_ = 0;
    std::uint64_t delivered_ = 0;
    std::deque<fence> fences_;
};

} // namespace socketiota::cluster
