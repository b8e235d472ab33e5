// SPDX-License-Identifier: MIT
#include <boost/unordered/unordered_flat_map.hpp>

#include <utility>

#include <redis/subscriber.hpp>

namespace socketiota::redis {

namespace {

constexpr std::array<std::string_view, 3> subscribing{"subscribe", "psubscribe", "ssubscribe"};
constexpr std::array<std::string_view, 3> unsubscribing{"unsubscribe", "punsubscribe",
                                                        "sunsubscribe"};

std::string_view verb_of(channel_kind kind) noexcept {
    return subscribing[static_cast<std::size_t>(kind)];
}

std::string_view opposite_of(channel_kind kind) noexcept {
    return unsubscribing[static_cast<std::size_t>(kind)];
}

/// The kind that a verb without `un`, or `message`, begins with.
channel_kind kind_of(std::string_view verb) noexcept {
    if (verb.front() == 'p')
        return channel_kind::pattern;
    return verb.starts_with("ss") || verb == "smessage" ? channel_kind::shard
                                                        : channel_kind::channel;
}

bool ends_a_subscription(std::string_view verb) noexcept {
    return verb.starts_with("un") || verb.substr(1).starts_with("un");
}

} // namespace

subscriber::subscriber(std::shared_ptr<loop::shard> home,
                       std::shared_ptr<redis_options const> options, carrier_maker make,
                       link_owner& owner)
    : home_(std::move(home)),
      options_(std::move(options)),
      owner_(owner),
      connection_(std::make_shared<connection>(home_, connection::kind::subscriptions, options_,
                                               std::move(make),
                                               static_cast<connection_user&>(*this))) {}

subscriber::~subscriber() { connection_->close(); }

void subscriber::start() {
    started_ = true;
    for (subscriptions const& each : subscribed_)
        if (!each.empty())
            begin();
}

void subscriber::begin() {
    begun_ = true;
    connection_->start();
}

void subscriber::subscribe(channel_kind kind, std::string name, subscription_listener& listener) {
    last_ = nullptr; // it may move
    auto const [found, is_new] = of(kind).try_emplace(std::move(name));
    found->second.listener = &listener;
    if (connection_->is_greeted()) {
        forget_refusal(found->second);
        connection_->ask_confirmation(verb_of(kind), found->first);
    } else if (started_) {
        begin();
    }
}

void subscriber::unsubscribe(channel_kind kind, std::string_view name) {
    auto const found = of(kind).find(name);
    if (found == of(kind).end())
        return;
    forget_refusal(found->second);
    if (connection_->is_greeted())
        connection_->ask_confirmation(opposite_of(kind), found->first);
    last_ = nullptr;
    of(kind).erase(found);
}

void subscriber::unsubscribe(subscription_listener const& listener) {
    for (channel_kind const kind :
         {channel_kind::channel, channel_kind::pattern, channel_kind::shard}) {
        subscriptions& all = of(kind);
        for (auto each = all.begin(); each != all.end();) {
            auto const here = each++;
            if (here->second.listener != &listener)
                continue;
            forget_refusal(here->second);
            if (connection_->is_greeted())
                connection_->ask_confirmation(opposite_of(kind), here->first);
            last_ = nullptr;
            all.erase(here);
        }
    }
}

subscriber::subscription* subscriber::find(channel_kind kind, std::string_view name) noexcept {
    if (last_ != nullptr && kind == last_kind_ && name == last_->first)
        return &last_->second;
    auto const found = of(kind).find(name);
    if (found == of(kind).end())
        return nullptr;
    last_ = &*found;
    last_kind_ = kind;
    return &last_->second;
}

void subscriber::forget_refusal(subscription& which) noexcept {
    if (std::exchange(which.is_refused, false))
        --refused_;
}

void subscriber::move() { connection_->fail(error::redis_read_only, {}); }

void subscriber::ask_again() {
    if (refused_ == 0 || !connection_->is_greeted())
        return;
    for (auto& [name, each] : of(channel_kind::shard))
        if (each.is_refused && each.is_elsewhere) {
            forget_refusal(each);
            connection_->ask_confirmation(verb_of(channel_kind::shard), name);
        }
}

void subscriber::on_greeted() {
    // One command for each: those to shard channels may not name several, and each has its answer.
    for (channel_kind const kind :
         {channel_kind::channel, channel_kind::pattern, channel_kind::shard})
        for (auto& [name, each] : of(kind)) {
            forget_refusal(each);
            connection_->ask_confirmation(verb_of(kind), name);
        }
}

void subscriber::on_ready() {
    was_ready_ = true;
    owner_.on_link_changed();
}

void subscriber::on_down(error_code why, std::string_view words) {
    owner_.on_link_down(why, words, std::exchange(was_ready_, false));
}

void subscriber::on_long_away() { owner_.on_link_changed(); }

void subscriber::on_lost(error_code why, std::string_view words) {
    owner_.on_command_lost(why, words);
}

void subscriber::on_published(reply what) {
    std::string_view const verb = what[0].text();
    channel_kind const kind = kind_of(verb);
    std::size_t const channel = kind == channel_kind::pattern ? 2 : 1;
    if (what.size() != channel + 2)
        return;
    std::string_view const name = what[1].text();
    if (subscription const* const found = find(kind, name))
        found->listener->on_message(name, what[channel].text(), what[channel + 1].text());
}

void subscriber::on_confirmed(confirmation const& what) {
    auto const held = connection_;
    if (!ends_a_subscription(what.verb)) {
        channel_kind const kind = kind_of(what.verb);
        if (subscription* const found = find(kind, what.name)) {
            forget_refusal(*found);
            found->listener->on_subscribed(kind, what.name);
        }
    }
    if (!held->is_closed())
        owner_.on_link_changed();
}

void subscriber::on_refused(confirmation const& what, error_code why, std::string_view words) {
    if (ends_a_subscription(what.verb))
        return;
    subscription* const found = find(kind_of(what.verb), what.name);
    if (found == nullptr || std::exchange(found->is_refused, true))
        return;
    found->is_elsewhere = why == error::redis_elsewhere;
    ++refused_;
    if (!pending())
        home_->set_deadline(*this, options_->max_backoff);
    owner_.on_link_down(why, words, false);
}

void subscriber::on_deadline() {
    if (refused_ == 0 || !connection_->is_greeted())
        return; // or all is asked for again anyway
    home_->set_next_deadline(*this, options_->max_backoff);
    for (channel_kind const kind :
         {channel_kind::channel, channel_kind::pattern, channel_kind::shard})
        for (auto const& [name, each] : of(kind))
            if (each.is_refused && !each.is_elsewhere)
                connection_->ask_confirmation(verb_of(kind), name);
}

void subscriber::on_taken_away(std::string_view channel) {
    // Whoever has the slot now may be another server; the same one says so when it is asked.
    if (find(channel_kind::shard, channel) == nullptr)
        return;
    connection_->ask_confirmation(verb_of(channel_kind::shard), channel);
    owner_.on_link_down(error::redis_elsewhere, channel, true);
}

} // namespace socketiota::redis
