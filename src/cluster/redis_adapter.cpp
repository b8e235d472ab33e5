// SPDX-License-Identifier: MIT
#include <socketiota/redis_adapter.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include <cluster/classic_mover.hpp>
#include <cluster/mover_factory.hpp>
#include <cluster/redis_mover.hpp>
#include <cluster/sharded_mover.hpp>
#include <cluster/stream_mover.hpp>
#include <redis/make_client.hpp>

namespace socketiota {
namespace {

/// Makes movers that are a `Mover` with a client of Redis.
template <class Mover, class Options>
class redis_factory final : public cluster::mover_factory {
public:
    redis_factory(redis_options redis, Options options, cluster_options const& cluster)
        : mover_factory(cluster), redis_(std::move(redis)), options_(std::move(options)) {
        options_.limits = limits();
    }

    [[nodiscard]] std::unique_ptr<cluster::mover>
    make(std::shared_ptr<loop::shard> const& home, base::metric_sink& metrics,
         cluster::mover_observer& observer) const override {
        return std::make_unique<cluster::redis_mover<Mover>>(redis::make_client(home, redis_),
                                                             metrics, observer, options_);
    }

private:
    redis_options redis_;
    Options options_;
};

template <class Mover, class Options>
cluster_adapter adapter_with(redis_options redis, Options options, cluster_options const& cluster) {
    return cluster_adapter(std::make_shared<redis_factory<Mover, Options> const>(
        std::move(redis), std::move(options), cluster));
}

/// Makes those through streams, which need the loop themselves.
class streams_factory final : public cluster::mover_factory {
public:
    explicit streams_factory(redis_streams_adapter_options options)
        : mover_factory(options.cluster), given_(std::move(options)) {}

    [[nodiscard]] std::optional<std::string_view> wrong_option() const override {
        if (given_.stream_count == 0 || given_.stream_count > cluster::most_streams)
            return "adapter: stream_count is 1 to 100";
        if (given_.max_len == 0 || given_.read_count == 0)
            return "adapter: max_len and read_count are at least 1";
        if (given_.block_time.count() < 1)
            return "adapter: block_time is less than 1 ms: Redis would be asked without a pause";
        return mover_factory::wrong_option();
    }

    [[nodiscard]] bool keeps_log() const noexcept override { return true; }

    [[nodiscard]] std::unique_ptr<cluster::mover>
    make(std::shared_ptr<loop::shard> const& home, base::metric_sink& metrics,
         cluster::mover_observer& observer) const override {
        cluster::stream_options const options{.stream_name = given_.stream_name,
                                              .stream_count = given_.stream_count,
                                              .channel_prefix = given_.channel_prefix,
                                              .sharded_channels = given_.use_sharded_pub_sub,
                                              .max_len = given_.max_len,
                                              .read_count = given_.read_count,
                                              .block_time = given_.block_time,
                                              .session_key_prefix = given_.session_key_prefix,
                                              .only_plaintext = given_.only_plaintext,
                                              .limits = limits()};
        return std::make_unique<cluster::redis_mover<cluster::stream_mover>>(
            redis::make_client(home, given_.redis), metrics, observer, options, *home);
    }

private:
    redis_streams_adapter_options given_;
};

cluster::room_channels channels_of(redis_subscription_mode mode) noexcept {
    switch (mode) {
    case redis_subscription_mode::fixed:
        return cluster::room_channels::none;
    case redis_subscription_mode::dynamic_private:
        return cluster::room_channels::every;
    case redis_subscription_mode::dynamic:
        break;
    }
    return cluster::room_channels::shared;
}

} // namespace

cluster_adapter redis_adapter(redis_adapter_options options) {
    return adapter_with<cluster::classic_mover>(
        std::move(options.redis),
        cluster::classic_options{.key = std::move(options.key),
                                 .publish_on_specific_response_channel =
                                     options.publish_on_specific_response_channel,
                                 .limits = {}},
        options.cluster);
}

cluster_adapter redis_sharded_adapter(redis_sharded_adapter_options options) {
    return adapter_with<cluster::sharded_mover>(
        std::move(options.redis),
        cluster::sharded_options{.channel_prefix = std::move(options.channel_prefix),
                                 .rooms = channels_of(options.subscription_mode),
                                 .limits = {}},
        options.cluster);
}

cluster_adapter redis_streams_adapter(redis_streams_adapter_options options) {
    return cluster_adapter(std::make_shared<streams_factory const>(std::move(options)));
}

} // namespace socketiota
