// SPDX-License-Identifier: MIT
#include <utility>

#include <redis/address.hpp>
#include <redis/make_client.hpp>
#include <redis/single_client.hpp>
#include <redis/socket_carrier.hpp>

namespace socketiota::redis {

std::unique_ptr<client> make_client(std::shared_ptr<loop::shard> home, redis_options options) {
    checked_options checked = check(std::move(options));
    carrier_maker carriers = make_socket_carriers(home, checked.at, checked.options.tls);
    return std::make_unique<single_client>(
        std::move(home), std::make_shared<redis_options const>(std::move(checked.options)),
        std::move(carriers));
}

} // namespace socketiota::redis
