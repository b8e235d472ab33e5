// SPDX-License-Identifier: MIT
#include <socketiota/redis_adapter.hpp>

#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include <cluster/classic_mover.hpp>
#include <cluster/mover_factory.hpp>
#include <cluster/redis_mover.hpp>
#include <cluster/sharded_mover.hpp>
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
                                                             options_, metrics, observer);
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

} // namespace socketiota
