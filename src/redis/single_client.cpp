// SPDX-License-Identifier: MIT
#include <algorithm>
#include <chrono>
#include <utility>

#include <redis/single_client.hpp>

namespace socketiota::redis {

/// A connection for commands that block, one of a client's.
class single_client::blocker final : public blocking_connection {
public:
    explicit blocker(single_client& owner)
        : owner_(owner),
          line_(owner.home_, owner.options_, owner.make_, static_cast<link_owner&>(owner), false) {
        owner_.blockers_.push_back(this);
        if (owner_.teller_.is_started())
            line_.start();
    }

    ~blocker() override { std::erase(owner_.blockers_, this); }

    void send(command const& what, std::chrono::milliseconds blocks, completion done) override {
        line_.commands().send(what, blocks, std::move(done));
    }

    [[nodiscard]] command_link& line() noexcept { return line_; }

private:
    single_client& owner_;
    command_link line_;
};

single_client::single_client(std::shared_ptr<loop::shard> home,
                             std::shared_ptr<redis_options const> options, carrier_maker make)
    : home_(std::move(home)),
      options_(std::move(options)),
      make_(std::move(make)),
      commands_(home_, options_, make_, static_cast<link_owner&>(*this), true),
      subscriber_(home_, options_, make_, static_cast<link_owner&>(*this)) {}

single_client::~single_client() = default;

void single_client::start(client_listener& listener) {
    teller_.start(listener);
    commands_.start();
    subscriber_.start();
    for (blocker* const each : blockers_)
        each->line().start();
}

link_state single_client::state() const noexcept {
    bool up = teller_.is_started();
    bool lost = false;
    auto const look_at = [&](link const& each) {
        up = up && (!each.is_used() || each.is_up());
        lost = lost || (each.is_used() && each.is_long_away());
    };
    look_at(commands_);
    look_at(subscriber_);
    for (blocker* const each : blockers_)
        look_at(each->line());
    if (lost)
        return link_state::lost;
    if (!up)
        return link_state::degraded;
    return is_at_replica_.value_or(false) ? link_state::at_replica : link_state::connected;
}

void single_client::send(command const& what, completion done) {
    commands_.commands().send(what, {}, std::move(done));
}

void single_client::send_together(std::initializer_list<command> what, completion done) {
    commands_.commands().send_together(what, std::move(done));
}

void single_client::subscribe(channel_kind kind, std::string name,
                              subscription_listener& listener) {
    subscriber_.subscribe(kind, std::move(name), listener);
}

void single_client::unsubscribe(channel_kind kind, std::string_view name) {
    subscriber_.unsubscribe(kind, name);
}

void single_client::unsubscribe(subscription_listener const& listener) {
    subscriber_.unsubscribe(listener);
}

void single_client::count_subscribers(channel_kind kind, std::string_view name,
                                      detail::callback<void(error_code, std::size_t)> told) {
    send({"PUBSUB", kind == channel_kind::shard ? "SHARDNUMSUB" : "NUMSUB", name},
         [told = std::move(told)](error_code failure, reply counts) {
             auto const count = counts[1].integer();
             if (!failure && (!count || *count < 0))
                 failure = error::redis_refused;
             told(failure, failure ? 0 : static_cast<std::size_t>(*count));
         });
}

std::unique_ptr<blocking_connection> single_client::open_blocking(std::string_view) {
    return std::make_unique<blocker>(*this);
}

void single_client::on_link_changed() {
    if (commands_.is_up()) {
        bool const is_replica = commands_.commands().is_replica();
        auto const was = std::exchange(is_at_replica_, is_replica);
        if (was != is_replica)
            home_->set_deadline(*this, pause());
        if (is_replica)
            teller_.note(error::redis_read_only, true);
        // What is subscribed is counted where commands go. It tells of that.
        if (was && *was != is_replica && subscriber_.is_up())
            return subscriber_.move();
    }
    teller_.tell(state(), {});
}

/// A replica is asked more often, as whoever is away is.
std::chrono::milliseconds single_client::pause() const noexcept {
    return is_at_replica_.value_or(false) ? options_->max_backoff : options_->ping_interval;
}

void single_client::on_deadline() {
    home_->set_next_deadline(*this, pause());
    if (commands_.is_up())
        commands_.commands().ask_role();
}

void single_client::on_link_down(error_code why, std::string_view words, bool lost) {
    teller_.note(why, lost);
    teller_.tell(state(), words);
}

void single_client::on_command_lost(error_code why, std::string_view words) {
    teller_.tell_lost(why, words);
}

} // namespace socketiota::redis
