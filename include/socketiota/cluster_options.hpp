// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>

namespace socketiota {

/// How the servers of a cluster know of each other and wait for each other, and what that may take.
/// Every default equals Node's where Node has the option.
struct cluster_options {
    /// How often a server says that it is there, when it has nothing else to send; where servers
    /// know of each other in that way. At least 1 ms.
    std::chrono::milliseconds heartbeat_interval{5'000};

    /// Who has been silent for longer is not waited for any more. At least `heartbeat_interval`.
    std::chrono::milliseconds heartbeat_timeout{10'000};

    /// How long other servers may take to answer `server_side_emit_with_ack`, and, unless `timeout`
    /// says otherwise, `fetch_sockets`, `count_sockets` and the `emit_with_ack` of a broadcast. At
    /// least 1 ms.
    std::chrono::milliseconds requests_timeout{5'000};

    /// Other servers that are known at a time, in each namespace.
    std::size_t max_servers = 1'000;

    /// Questions of this server that others have not answered yet, in each namespace; one more
    /// fails with `resource_unavailable_try_again`. Of theirs that this one has not answered, too:
    /// one more is not answered. At least 1, as the limits below.
    std::size_t max_requests = 10'000;

    /// Answers of sockets to one event. Those above are dropped.
    std::size_t max_answers = 1'000'000;

    /// Sockets that one server describes when they are fetched. An answer with more is refused.
    std::size_t max_sockets = 100'000;
};

} // namespace socketiota
