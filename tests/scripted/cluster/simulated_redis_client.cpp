// SPDX-License-Identifier: MIT
#include "simulated_redis_client.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <utility>

#include <redis/reply_parser.hpp>
#include <unit/redis/reply_text.hpp>

namespace socketiota::test {
namespace {

using namespace std::chrono_literals;

constexpr int longest_way = 15; // milliseconds

/// How long a command waits while Redis is away.
constexpr auto queue_timeout = 2000ms;

simulated_redis::words words_of(redis::command const& from) {
    return {from.words().begin(), from.words().end()};
}

} // namespace

/// What blocks goes by a connection of its own, which is cut with the others.
class simulated_redis_client::blocker final : public redis::blocking_connection {
public:
    explicit blocker(simulated_redis_client& owner) : owner_(owner) {}

    ~blocker() override { *alive_ = false; }

    void send(redis::command const& what, std::chrono::milliseconds blocks,
              redis::completion done) override {
        auto heard = [alive = alive_, done = std::move(done)](error_code why, redis::reply said) {
            if (*alive)
                done(why, said);
        };
        owner_.give(std::make_shared<command>(
            command{{words_of(what)}, std::move(heard), std::max(blocks, 1ms), owner_.self_}));
    }

private:
    simulated_redis_client& owner_;
    std::shared_ptr<bool> const alive_ = std::make_shared<bool>(true);
};

simulated_redis_client::simulated_redis_client(simulated_redis& with,
                                               boost::asio::any_io_executor home)
    : redis_(with), time_(with.time()), home_(std::move(home)) {
    redis_.add(*this);
}

simulated_redis_client::~simulated_redis_client() {
    *self_ = nullptr;
    redis_.remove(*this);
    static_cast<void>(lose_sent());
}

void simulated_redis_client::start(redis::client_listener& listener) {
    listener_ = &listener;
    at_home(time_.now() + 1ms, [](simulated_redis_client& self) { self.tell_state({}); });
}

redis::link_state simulated_redis_client::state() const noexcept {
    if (is_up_ && listener_ != nullptr && unconfirmed_ == 0)
        return redis::link_state::connected;
    return is_long_away_ ? redis::link_state::lost : redis::link_state::degraded;
}

void simulated_redis_client::tell_state(error_code why) {
    if (std::exchange(told_, state()) != state())
        listener_->on_state(state(), why, {});
}

// ---- what may break ----

template <class Work>
void simulated_redis_client::at_home(base::time_point when, Work work) {
    time_.at(when, [home = home_, weak = std::weak_ptr(self_), work] {
        if (weak.expired())
            return; // home has gone too
        boost::asio::post(home, [weak, work] {
            if (auto const alive = weak.lock())
                work(**alive);
        });
    });
}

void simulated_redis_client::cut() {
    at_home(time_.now(), [](simulated_redis_client& self) { self.on_cut(); });
}

void simulated_redis_client::restore() {
    at_home(time_.now(), [](simulated_redis_client& self) { self.on_restored(); });
}

void simulated_redis_client::die() {
    is_dead_ = true;
    ++cuts_;
    redis_.remove(*this);
    static_cast<void>(lose_sent());
}

std::list<std::shared_ptr<simulated_redis::command>> simulated_redis_client::lose_sent() {
    auto lost = std::exchange(sent_, {});
    auto coming = time_.pick(0, static_cast<int>(lost.size()));
    for (auto const& each : lost) {
        each->is_cut = true;
        each->comes = coming-- > 0;
    }
    return lost;
}

void simulated_redis_client::on_cut() {
    if (!is_up_ || is_dead_)
        return;
    is_up_ = false;
    ++cuts_;
    unconfirmed_ = 0;
    for (subscription& each : subscriptions_)
        each.is_confirmed = false;
    auto const lost = lose_sent();
    std::weak_ptr const alive = self_;
    tell_state(error::redis_connection_lost);
    for (auto const& each : lost)
        if (!alive.expired())
            give_up(each, error::redis_connection_lost);
}

void simulated_redis_client::on_restored() {
    if (is_dead_ || std::exchange(is_up_, true))
        return;
    is_long_away_ = false;
    for (auto const& each : std::exchange(waiting_, {}))
        put(each);
    unconfirmed_ = subscriptions_.size();
    for (subscription const& each : subscriptions_)
        ask_to_subscribe(each);
    if (unconfirmed_ == 0)
        tell_state({});
}

void simulated_redis_client::stall(std::chrono::milliseconds time) {
    for (way* const each : {&back_, &reads_back_, &hears_})
        each->last = std::max(each->last, time_.now() + time);
}

base::time_point simulated_redis_client::arrival(way& by) {
    by.last =
        std::max(by.last, time_.now() + std::chrono::milliseconds(time_.pick(1, longest_way)));
    return by.last;
}

template <class Work>
void simulated_redis_client::later(way& by, Work work) {
    at_home(arrival(by), [cuts = cuts_, work](simulated_redis_client& self) {
        if (self.cuts_ == cuts)
            work(self);
    });
}

// ---- commands ----

void simulated_redis_client::send(redis::command const& what, redis::completion done) {
    give(std::make_shared<command>(command{{words_of(what)}, std::move(done), {}, self_}));
}

void simulated_redis_client::send_together(std::initializer_list<redis::command> what,
                                           redis::completion done) {
    auto made = std::make_shared<command>(command{{}, std::move(done), {}, self_});
    for (redis::command const& each : what)
        made->what.push_back(words_of(each));
    give(made);
}

void simulated_redis_client::give(std::shared_ptr<command> const& what) {
    if (is_dead_)
        return;
    if (is_up_)
        return put(what);
    waiting_.push_back(what);
    at_home(time_.now() + queue_timeout, [what](simulated_redis_client& self) {
        if (std::erase(self.waiting_, what) == 0)
            return;
        std::weak_ptr const alive = self.self_;
        self.is_long_away_ = true;
        self.tell_state(error::redis_unreachable);
        if (!alive.expired())
            self.give_up(what, error::redis_away);
    });
}

void simulated_redis_client::put(std::shared_ptr<command> const& what) {
    sent_.push_back(what);
    bool const is_command = what->blocks == 0ms;
    time_.at(arrival(is_command ? there_ : reads_there_),
             [to = &redis_, what] { to->execute(what); });
}

void simulated_redis_client::give_up(std::shared_ptr<command> const& what, error_code why) {
    if (what->done)
        what->done(why, {});
    else
        listener_->on_lost(why, {});
}

void simulated_redis_client::answer(std::shared_ptr<command> const& which, std::string octets) {
    auto const by = which->by.lock();
    if (!by || which->is_cut)
        return;
    simulated_redis_client& to = **by;
    to.later(which->blocks == 0ms ? to.back_ : to.reads_back_,
             [which, octets = std::move(octets)](simulated_redis_client& self) {
                 self.finish(which, octets);
             });
}

void simulated_redis_client::finish(std::shared_ptr<command> const& which,
                                    std::string const& octets) {
    std::erase(sent_, which);
    redis::reply_parser parser;
    redis::feed(parser, octets);
    static_cast<void>(parser.next());
    redis::reply const said = parser.value();
    if (said.is_error())
        give_up(which, error::redis_refused);
    else if (which->done)
        which->done({}, said);
}

void simulated_redis_client::count_subscribers(
    redis::channel_kind kind, std::string_view name,
    detail::callback<void(error_code, std::size_t)> told) {
    send({"PUBSUB", kind == redis::channel_kind::shard ? "SHARDNUMSUB" : "NUMSUB", name},
         [told = std::move(told)](error_code failure, redis::reply counts) {
             told(failure, static_cast<std::size_t>(counts[1].integer().value_or(0)));
         });
}

std::unique_ptr<redis::blocking_connection>
simulated_redis_client::open_blocking(std::string_view) {
    return std::make_unique<blocker>(*this);
}

// ---- subscriptions ----

void simulated_redis_client::subscribe(redis::channel_kind kind, std::string name,
                                       redis::subscription_listener& listener) {
    unsubscribe(kind, name);
    subscriptions_.push_back({kind, std::move(name), &listener});
    if (is_up_)
        ask_to_subscribe(subscriptions_.back());
}

void simulated_redis_client::ask_to_subscribe(subscription const& which) {
    later(there_, [kind = which.kind, name = which.name](simulated_redis_client& self) {
        if (subscription* const found = self.find(kind, name))
            found->is_confirmed = true;
        self.later(self.hears_,
                   [kind, name](simulated_redis_client& to) { to.confirm(kind, name); });
    });
}

void simulated_redis_client::confirm(redis::channel_kind kind, std::string const& name) {
    std::weak_ptr const alive = self_;
    bool const was_last = unconfirmed_ != 0 && --unconfirmed_ == 0;
    if (subscription* const found = find(kind, name))
        found->listener->on_subscribed(kind, name);
    if (alive.expired() || !was_last)
        return;
    tell_state({});
    if (!alive.expired())
        listener_->on_gap();
}

void simulated_redis_client::unsubscribe(redis::channel_kind kind, std::string_view name) {
    std::erase_if(subscriptions_, [kind, name](subscription const& each) {
        return each.kind == kind && each.name == name;
    });
}

void simulated_redis_client::unsubscribe(redis::subscription_listener const& listener) {
    std::erase_if(subscriptions_,
                  [&listener](subscription const& each) { return each.listener == &listener; });
}

simulated_redis_client::subscription* simulated_redis_client::find(redis::channel_kind kind,
                                                                   std::string_view name) {
    auto const found = std::ranges::find_if(subscriptions_, [kind, name](auto const& each) {
        return each.kind == kind && each.name == name;
    });
    return found == subscriptions_.end() ? nullptr : &*found;
}

bool simulated_redis_client::has_subscribed(redis::channel_kind kind,
                                            std::string_view channel) const {
    return std::ranges::any_of(subscriptions_, [kind, channel](auto const& each) {
        return each.kind == kind && each.name == channel && each.is_confirmed;
    });
}

void simulated_redis_client::hear(redis::channel_kind kind, std::string const& channel,
                                  std::string const& payload) {
    if (has_subscribed(kind, channel))
        later(hears_, [kind, channel, payload](simulated_redis_client& to) {
            if (subscription* const found = to.find(kind, channel))
                found->listener->on_message(channel, channel, payload);
        });
}

} // namespace socketiota::test
