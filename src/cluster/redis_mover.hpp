// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <base/metric_sink.hpp>
#include <cluster/mover.hpp>
#include <cluster/mover_factory.hpp>
#include <cluster/mover_state.hpp>
#include <cluster/text_of_failure.hpp>
#include <redis/client.hpp>

namespace socketiota::cluster {

/// A mover with the client of Redis that it moves messages by, of which it tells the server how it
/// goes.
///
/// @tparam Mover a `redis_line_mover` that is made of the client and of `More`.
///
/// Not thread safe: belongs to the shard where the cluster is.
template <class Mover>
class redis_mover final : public mover, private redis::client_listener {
public:
    /// `metrics` and `observer` must outlive it, and what `more` refers to.
    template <class... More>
    redis_mover(std::unique_ptr<redis::client> client, base::metric_sink& metrics,
                mover_observer& observer, More&&... more)
        : metrics_(metrics),
          observer_(observer),
          client_(std::move(client)),
          moves_(*client_, std::forward<More>(more)...) {
        moves_.tell(metrics, observer);
        client_->start(*this);
    }

    [[nodiscard]] membership known_by() const noexcept override { return moves_.known_by(); }

    [[nodiscard]] state now() const noexcept override {
        return doubted(state_.now(), moves_.counts());
    }

    [[nodiscard]] mover_counts const* counted() const noexcept override { return &moves_.counts(); }

    [[nodiscard]] encoded_values::preference prefers() const noexcept override {
        return moves_.prefers();
    }

    [[nodiscard]] bool keeps_log() const noexcept override { return moves_.keeps_log(); }

    [[nodiscard]] std::unique_ptr<line> open(std::string nsp, line_listener& listener) override {
        return moves_.open(std::move(nsp), listener);
    }

private:
    // redis::client_listener
    void on_state(redis::link_state now, error_code why, std::string_view words) override {
        state_.become(state_of(now), metrics_);
        // A replica that refuses what is to be stored is left, and found again.
        bool const is_replica = why == error::redis_read_only && now != redis::link_state::lost;
        if (!std::exchange(is_replica_, is_replica) || !is_replica)
            observer_.on_state(sentence_of(now, why, words), now != redis::link_state::connected);
        moves_.on_state();
    }

    void on_gap() override { moves_.on_gap(); }

    void on_lost(error_code why, std::string_view words) override { moves_.on_lost(why, words); }

    static state state_of(redis::link_state now) noexcept {
        switch (now) {
        case redis::link_state::connected:
            return state::connected;
        case redis::link_state::at_replica:
        case redis::link_state::degraded:
            return state::degraded;
        case redis::link_state::lost:
            break;
        }
        return state::lost;
    }

    static std::string sentence_of(redis::link_state now, error_code why, std::string_view words) {
        switch (now) {
        case redis::link_state::connected:
            return "Redis is there, and through it the other servers";
        case redis::link_state::at_replica:
        case redis::link_state::degraded:
            if (why == error::redis_read_only)
                return "what is for other servers may not reach them: " +
                       text_of_failure(why, words);
            return why ? "Redis is away, what is for other servers waits: " +
                             text_of_failure(why, words)
                       : std::string("connecting to Redis");
        case redis::link_state::lost:
            break;
        }
        return "Redis has been away for long, what is for other servers is lost: " +
               text_of_failure(why, words);
    }

    base::metric_sink& metrics_;
    mover_observer& observer_;
    mover_state state_;
    bool is_replica_ = false; // has been told
    std::unique_ptr<redis::client> const client_;
    Mover moves_;
};

} // namespace socketiota::cluster
