// SPDX-License-Identifier: MIT
#include <utility>

#include <cluster/postgres_line.hpp>
#include <cluster/postgres_mover.hpp>
#include <cluster/text_of_failure.hpp>

namespace socketiota::cluster {
namespace {

std::string sentence_of(postgres_state now, error_code why, std::string_view words) {
    switch (now) {
    case postgres_state::connected:
        return "Postgres is there, and through it the other servers";
    case postgres_state::degraded:
        return why ? "Postgres is not there as it should: " + text_of_failure(why, words)
                   : std::string("connecting to Postgres");
    case postgres_state::lost:
        break;
    }
    return "Postgres has been away for long, what is for other servers is lost: " +
           text_of_failure(why, words);
}

mover::state state_of(postgres_state now) noexcept {
    switch (now) {
    case postgres_state::connected:
        return mover::state::connected;
    case postgres_state::degraded:
        return mover::state::degraded;
    case postgres_state::lost:
        break;
    }
    return mover::state::lost;
}

/// Of the name of a channel, for a log.
constexpr std::size_t longest_shown = 100;

} // namespace

postgres_mover::postgres_mover(std::unique_ptr<postgres_client> client,
                               postgres_mover_options options, loop::shard& home,
                               base::metric_sink& metrics, mover_observer& observer)
    : home_(home),
      metrics_(metrics),
      observer_(observer),
      options_(std::move(options)),
      client_(std::move(client)) {
    counts_->metrics = &metrics_;
    losses_.start(metrics_, observer_);
    counts_->observer = &observer_;
    client_->start(*this);
    home_.set_deadline(*this, options_.cleanup_interval);
}

std::unique_ptr<line> postgres_mover::open(std::string nsp, line_listener& listener) {
    auto made = std::make_unique<postgres_line>(*client_, options_, std::move(nsp), listener,
                                                counts_, lines_);
    if (!made->can_be())
        observer_.on_state(
            text_of_failure(error::postgres_long_channel, made->channel().substr(0, longest_shown)),
            true);
    return made;
}

void postgres_mover::on_state(postgres_state now, error_code why, std::string_view words) {
    if (now == postgres_state::connected)
        losses_.note_connected();
    state_.become(state_of(now), metrics_);
    observer_.on_state(sentence_of(now, why, words), now != postgres_state::connected);
}

void postgres_mover::on_gap() {
    metrics_.count(metric::cluster_gap);
    // Any of them may be closed inside.
    for (std::string const& channel : lines_.channels())
        if (auto* const each = lines_.find(channel))
            each->on_gap();
}

void postgres_mover::on_listening(std::string_view channel) {
    if (auto* const found = lines_.find(channel))
        found->on_listening();
}

void postgres_mover::on_notification(std::string_view channel, std::string_view payload) {
    if (auto* const found = lines_.find(channel))
        found->on_notification(payload);
}

void postgres_mover::on_deadline() {
    home_.set_next_deadline(*this, options_.cleanup_interval);
    client_->clean_up(options_.cleanup_interval);
}

} // namespace socketiota::cluster
