// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <exception>
#include <memory>
#include <utility>

#include <adapter/other_servers.hpp>
#include <base/metric_sink.hpp>
#include <hub/hub_options.hpp>
#include <hub/nsp_directory.hpp>
#include <loop/shard.hpp>
#include <packet/encoders.hpp>
#include <packet/speakers.hpp>

namespace socketiota::hub {

class logged_sessions;
class session_keeper;
class sessions;

/// What the parts of a hub share.
///
/// It belongs to the hub, which clients do not outlive before they are closed; namespaces, which
/// handles keep for longer, let go of it when the hub ends.
///
/// Not thread safe: belongs to its shard.
struct surroundings {
    /// `sink` and `other_servers` must outlive it, and `shards`, of which this is number `place`.
    surroundings(nsp_directory const& shards, std::size_t place, hub_options const& given,
                 base::metric_sink& sink, adapter::cluster* other_servers);
    surroundings(surroundings const&) = delete;
    surroundings& operator=(surroundings const&) = delete;
    ~surroundings();

    [[nodiscard]] loop::shard& shard() const noexcept { return *home; }

    void count(metric what) const noexcept { metrics.count(what); }

    /// Whether another shard has not done so much of what this one sent that no more should be
    /// caused.
    [[nodiscard]] bool others_are_full() const noexcept {
        return mailboxes != nullptr && mailboxes->full(index);
    }

    /// Tells the program of an exception.
    void report(socket const& who, std::exception_ptr failure) const noexcept;

    std::shared_ptr<loop::shard> home;
    loop::mailboxes* mailboxes; // to the other shards; null if there is none
    adapter::cluster* cluster;  // null if there is none, and where it is not
    std::size_t index;          // of this one among them
    /// Whether a client is being served: what is sent then was caused by it.
    bool serving_client = false;
    packet::speakers& speakers; // among the clients of all shards
    hub_options options;
    base::metric_sink& metrics;
    packet::encoders encoders;
    hub_hooks hooks;
    // With which clients go on: at most one of them is there.
    std::unique_ptr<session_keeper> const keeper;  // here
    std::unique_ptr<logged_sessions> const logged; // where the cluster keeps them

    /// Whichever it is; null: no client goes on with its session.
    [[nodiscard]] hub::sessions* sessions() const noexcept;
};

} // namespace socketiota::hub
