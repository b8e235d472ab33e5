// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include <loop/shard.hpp>
#include <redis/address.hpp>
#include <redis/carrier.hpp>

namespace socketiota::redis {

/// Makes connections over TCP or a Unix domain socket, with TLS or without.
///
/// Throws `boost::system::system_error` with a sentence that names the file, where TLS is wanted
/// and one of its files is wrong.
[[nodiscard]] carrier_maker make_socket_carriers(std::shared_ptr<loop::shard> const& home,
                                                 address const& at, redis_tls_options const& tls);

} // namespace socketiota::redis
