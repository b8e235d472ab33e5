// SPDX-License-Identifier: MIT
#include <utility>

#include <redis/address.hpp>
#include <redis/cluster_client.hpp>
#include <redis/make_client.hpp>
#include <redis/sentinel_carrier.hpp>
#include <redis/single_client.hpp>
#include <redis/socket_carrier.hpp>

namespace socketiota::redis {

std::unique_ptr<client> make_client(std::shared_ptr<loop::shard> home, redis_options given) {
    checked_options checked = check(std::move(given));
    auto const options = std::make_shared<redis_options const>(std::move(checked.options));
    carrier_to carriers = make_socket_carriers(home, options->tls, checked.at.tls);
    if (options->deployment == redis_deployment::cluster) {
        checked.hosts.insert(checked.hosts.begin(), std::move(checked.at));
        return std::make_unique<cluster_client>(std::move(home), options, std::move(checked.hosts),
                                                std::move(carriers));
    }
    carrier_maker make;
    if (options->deployment == redis_deployment::sentinels)
        make = make_sentinel_carriers(home, std::move(checked.hosts), checked.at.host, options,
                                      std::move(carriers));
    else
        make = [carriers = std::move(carriers), at = checked.at] { return carriers(at); };
    return std::make_unique<single_client>(std::move(home), options, std::move(make));
}

} // namespace socketiota::redis
