// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/redis_options.hpp>

#include <memory>
#include <string>
#include <vector>

#include <loop/shard.hpp>
#include <redis/address.hpp>
#include <redis/carrier.hpp>
#include <redis/socket_carrier.hpp>

namespace socketiota::redis {

/// Makes connections to the master that sentinels know by `name`: each time they are asked where it
/// is, one after the other, beginning with the one that answered last. When they make another
/// server the master, the connections to the old one end with `redis_new_master`.
///
/// @param options for their user and password.
[[nodiscard]] carrier_maker make_sentinel_carriers(std::shared_ptr<loop::shard> home,
                                                   std::vector<address> sentinels, std::string name,
                                                   std::shared_ptr<redis_options const> options,
                                                   carrier_to make);

} // namespace socketiota::redis
