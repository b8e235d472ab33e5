// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/redis_options.hpp>

#include <memory>

#include <loop/shard.hpp>
#include <redis/client.hpp>

namespace socketiota::redis {

/// A client for what `options` say, which begins with `client::start`.
///
/// It is to be destroyed before the context of `home`, whose sockets it has.
///
/// Throws `boost::system::system_error` with a sentence that names the option or the file.
[[nodiscard]] std::unique_ptr<client> make_client(std::shared_ptr<loop::shard> home,
                                                  redis_options options);

} // namespace socketiota::redis
