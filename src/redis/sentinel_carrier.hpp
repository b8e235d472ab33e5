// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/redis_options.hpp>

#include <memory>
#include <string>
#include <vector>

#include <redis/address.hpp>
#include <redis/carrier.hpp>
#include <redis/socket_carrier.hpp>

namespace socketiota::redis {

/// Makes connections to the master that sentinels know by `name`: each time they are asked where it
/// is, one after the other, beginning with the one that answered last.
///
/// @param options for their user and password.
[[nodiscard]] carrier_maker make_sentinel_carriers(std::vector<address> sentinels, std::string name,
                                                   std::shared_ptr<redis_options const> options,
                                                   carrier_to make);

} // namespace socketiota::redis
