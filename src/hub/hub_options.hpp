// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/callback.hpp>
#include <socketiota/recovery_options.hpp>

#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>

#include <base/work_limit.hpp>
#include <packet/decoder.hpp>

namespace socketiota {
class socket;
}

namespace socketiota::hub {

/// How a hub behaves.
struct hub_options {
    /// How long a client may take to join its first namespace.
    std::chrono::milliseconds connect_timeout{45'000};

    /// How long the attachments of a packet may take to arrive.
    std::chrono::milliseconds attachments_timeout{60'000};

    packet::decoder_limits packet{};

    /// Namespaces that one client may be in, or on its way into, at a time.
    std::size_t max_namespaces = 100;

    /// Namespaces that are there because one client asked for them.
    std::size_t max_dynamic_namespaces = 100;

    /// Octets of the name of one.
    std::size_t max_dynamic_namespace_name = 1'024;

    /// Octets of `auth` of all namespaces of one client together.
    std::size_t max_auth_bytes = std::size_t{1} << 20;

    /// Rooms that one socket may be in beside that of its own id.
    std::size_t max_rooms = 10'000;

    /// Octets of memory that the rooms of one client's sockets may take together.
    std::size_t max_room_bytes = std::size_t{8} << 20;

    /// Answers that may be awaited of one client.
    std::size_t max_pending_acks = 10'000;

    /// Coroutine handlers of one client that run at a time; above, its events wait.
    std::size_t max_running_handlers = 256;

    /// Of all clients, shared with what else runs coroutines for them.
    std::shared_ptr<base::work_limit> work = base::work_limit::of(100'000);

    /// Octets of events that wait so; above, reading from the client pauses.
    std::size_t max_inbox_bytes = std::size_t{1} << 20;

    /// What is kept for clients that come back; none: nothing. Then `nsp_rules::keeps_sessions`
    /// says so too.
    std::optional<recovery_options> recovery{};

    /// It is the cluster that keeps it, and `adapter::other_servers::log` is there.
    bool recovers_from_cluster = false;
};

/// What the hub tells the program besides events.
struct hub_hooks {
    /// An exception left a handler of that socket, its arguments did not fit, or it was rejected.
    detail::callback<void(socket const&, std::exception_ptr)> on_error;
};

} // namespace socketiota::hub
