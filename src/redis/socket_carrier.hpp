// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/callback.hpp>
#include <socketiota/tls_client_options.hpp>

#include <memory>

#include <loop/shard.hpp>
#include <redis/address.hpp>
#include <redis/carrier.hpp>

namespace socketiota::redis {

/// Makes a carrier to an address.
using carrier_to = detail::callback<std::shared_ptr<carrier>(address const&)>;

/// Makes connections over TCP or a Unix domain socket, with TLS or without.
///
/// @param with_tls whether there may be addresses with TLS, for which the files are read.
///
/// Throws `boost::system::system_error` with a sentence that names a file that is wrong.
[[nodiscard]] carrier_to make_socket_carriers(std::shared_ptr<loop::shard> const& home,
                                              tls_client_options const& tls, bool with_tls);

} // namespace socketiota::redis
