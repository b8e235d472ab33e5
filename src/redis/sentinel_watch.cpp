// SPDX-License-Identifier: MIT
#include <utility>

#include <redis/sentinel_watch.hpp>

namespace socketiota::redis {

namespace {

/// How a connection to a sentinel behaves: as one to Redis, but for who it is.
std::shared_ptr<redis_options const> options_for_sentinels(redis_options own) {
    own.user = std::exchange(own.sentinel_user, {});
    own.password = std::exchange(own.sentinel_password, {});
    own.database.reset();
    own.deployment = redis_deployment::single; // it has another ROLE
    return std::make_shared<redis_options const>(std::move(own));
}

/// Takes the next word of a text.
std::string_view take_word(std::string_view& text) noexcept {
    std::string_view const word = text.substr(0, text.find(' '));
    text.remove_prefix(word.size() < text.size() ? word.size() + 1 : text.size());
    return word;
}

} // namespace

sentinel_watch::sentinel_watch(
    std::shared_ptr<loop::shard> home, std::vector<address> sentinels, std::string name,
    redis_options const& options, carrier_to make,
    detail::callback<void(std::string_view host, std::string_view port)> switched)
    : sentinels_(std::move(sentinels)),
      name_(std::move(name)),
      make_(std::move(make)),
      switched_(std::move(switched)),
      line_(
          std::move(home), options_for_sentinels(options),
          [this] { return make_(sentinels_[next_++ % sentinels_.size()]); },
          static_cast<link_owner&>(*this)) {
    line_.subscribe(channel_kind::channel, "+switch-master",
                    static_cast<subscription_listener&>(*this));
}

// `mymaster 10.0.0.1 6379 10.0.0.2 6379`: where it was and where it is
// (https://redis.io/docs/latest/operate/oss_and_stack/management/sentinel, "Pub/Sub messages").
void sentinel_watch::on_message(std::string_view, std::string_view, std::string_view payload) {
    if (take_word(payload) != name_)
        return;
    take_word(payload);
    take_word(payload);
    std::string_view const host = take_word(payload);
    switched_(host, take_word(payload));
}

} // namespace socketiota::redis
