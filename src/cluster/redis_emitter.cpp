// SPDX-License-Identifier: MIT
#include <socketiota/emitter.hpp>

#include <boost/system/system_error.hpp>

#include <memory>
#include <utility>

#include <cluster/classic_emitter.hpp>
#include <cluster/redis_thread.hpp>
#include <redis/make_client.hpp>

namespace socketiota {
namespace {

std::shared_ptr<cluster::emitter_core> core_for(redis_emitter_options options) {
    if (options.close_timeout.count() < 0)
        throw boost::system::system_error(make_error_code(error::invalid_option),
                                          "close_timeout: is less than nothing");
    cluster::redis_thread::limits const within{.octets = options.redis.max_queued_bytes,
                                               .commands = options.redis.max_queued_commands,
                                               .close_timeout = options.close_timeout};
    auto const make = [&redis = options.redis](std::shared_ptr<loop::shard> const& home) {
        return redis::make_client(home, redis);
    };
    return std::make_shared<cluster::classic_emitter>(
        std::move(options.key),
        std::make_unique<cluster::redis_thread>(make, within, std::move(options.on_lost)));
}

} // namespace

emitter::emitter(redis_emitter_options options) : emitter(core_for(std::move(options))) {}

} // namespace socketiota
