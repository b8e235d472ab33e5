// SPDX-License-Identifier: MIT
#include <socketiota/emitter.hpp>
#include <socketiota/redis_streams_emitter.hpp>

#include <boost/system/system_error.hpp>

#include <memory>
#include <utility>

#include <cluster/classic_emitter.hpp>
#include <cluster/redis_thread.hpp>
#include <cluster/stream_emitter.hpp>
#include <redis/make_client.hpp>

namespace socketiota {
namespace {

[[noreturn]] void refuse(char const* sentence) {
    throw boost::system::system_error(make_error_code(error::invalid_option), sentence);
}

/// The thread of an emitter with these options.
template <class Options>
std::unique_ptr<cluster::redis_thread> thread_for(Options& options) {
    if (options.close_timeout.count() < 0)
        refuse("close_timeout: is less than nothing");
    cluster::redis_thread::limits const within{.octets = options.redis.max_queued_bytes,
                                               .commands = options.redis.max_queued_commands,
                                               .close_timeout = options.close_timeout};
    auto const make = [&redis = options.redis](std::shared_ptr<loop::shard> const& home) {
        return redis::make_client(home, redis);
    };
    return std::make_unique<cluster::redis_thread>(make, within, std::move(options.on_lost));
}

std::shared_ptr<cluster::emitter_core> core_for(redis_emitter_options options) {
    auto thread = thread_for(options);
    return std::make_shared<cluster::classic_emitter>(std::move(options.key), std::move(thread));
}

} // namespace

emitter::emitter(redis_emitter_options options) : emitter(core_for(std::move(options))) {}

emitter redis_streams_emitter(redis_streams_emitter_options options) {
    if (options.stream_count == 0 || options.stream_count > cluster::most_streams)
        refuse("stream_count: is 1 to 100");
    if (options.max_len == 0)
        refuse("max_len: is at least 1");
    auto thread = thread_for(options);
    cluster::stream_options given{.stream_name = std::move(options.stream_name),
                                  .stream_count = options.stream_count,
                                  .max_len = options.max_len};
    return emitter(std::make_shared<cluster::stream_emitter>(std::move(given), std::move(thread)));
}

} // namespace socketiota
