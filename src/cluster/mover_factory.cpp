// SPDX-License-Identifier: MIT
#include <cluster/mover_factory.hpp>

namespace socketiota::cluster {

std::optional<std::string_view> mover_factory::wrong_option() const {
    if (options_.heartbeat_interval.count() < 1)
        return "adapter: heartbeat_interval is less than 1 ms";
    if (options_.heartbeat_timeout < options_.heartbeat_interval)
        return "adapter: heartbeat_timeout is less than heartbeat_interval: each server would be "
               "taken for gone between two of its heartbeats";
    if (options_.requests_timeout.count() < 1)
        return "adapter: requests_timeout is less than 1 ms: no server could answer in time";
    if (options_.max_servers == 0 || options_.max_requests == 0 || options_.max_answers == 0 ||
        options_.max_sockets == 0)
        return "adapter: max_servers, max_requests, max_answers and max_sockets are at least 1";
    return std::nullopt;
}

} // namespace socketiota::cluster
