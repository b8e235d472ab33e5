// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/argument_list.hpp>
#include <socketiota/detail/pending_answer.hpp>
#include <socketiota/detail/pending_fetch.hpp>

#include <memory>
#include <string_view>

#include <adapter/others.hpp>
#include <adapter/residents.hpp>

namespace socketiota::adapter {

class cluster_log;

/// Those of `others` who live on other servers of a cluster; and the programs of these.
///
/// Of a broadcast it sends the event as it was before an offset was added, and reads no `units`.
///
/// Not thread safe: belongs to the shard where the cluster is.
class other_servers : public others {
public:
    /// Sends an event to the programs there, of which no socket hears. `answer` is null if nobody
    /// waits; else each of them answers with one value, or is silent, which `on_end` says.
    virtual void emit(std::string_view name, detail::argument_list const& arguments,
                      std::shared_ptr<detail::pending_answer> answer) = 0;

    /// How many servers have the namespace, this one among them.
    virtual void count_servers(std::shared_ptr<detail::pending_count> waiting) = 0;

    /// A room has its first socket on this server, or has lost its last.
    virtual void note_room(std::string_view room, bool is_there) = 0;

    /// What they keep for those who come back; null if they keep nothing.
    [[nodiscard]] virtual cluster_log* log() noexcept { return nullptr; }
};

/// The servers of a cluster.
///
/// Not thread safe: belongs to the shard where the cluster is.
class cluster {
public:
    cluster() = default;
    cluster(cluster const&) = delete;
    cluster& operator=(cluster const&) = delete;
    virtual ~cluster() = default;

    /// This server has the namespace too, from now on until what is returned is destroyed.
    /// `residents` must outlive that.
    [[nodiscard]] virtual std::unique_ptr<other_servers> open(std::string_view nsp,
                                                              class residents& residents) = 0;
};

} // namespace socketiota::adapter
