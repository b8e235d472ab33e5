// SPDX-License-Identifier: MIT
#include <algorithm>

#include <cluster/linked_cluster.hpp>
#include <cluster/nsp_link.hpp>

namespace socketiota::cluster {

linked_cluster::linked_cluster(loop::shard& home, mover& by, link_options const& options)
    : home_(home), by_(by), options_(options) {}

linked_cluster::~linked_cluster() = default;

std::unique_ptr<adapter::other_servers> linked_cluster::open(std::string_view nsp,
                                                             adapter::residents& residents) {
    return std::make_unique<nsp_link>(home_, by_, nsp, residents, options_, counts_);
}

// Both count some under one name.
cluster_figures linked_cluster::figures() const {
    cluster_figures made;
    made.state = by_.now();
    if (by_.known_by() == mover::membership::heartbeats)
        made.servers = counts_->servers.load(std::memory_order_relaxed);
    auto const take = [&made](std::string_view why, base::counter const& count) {
        auto const same = std::find_if(made.ignored.begin(), made.ignored.end(),
                                       [&](auto const& each) { return each.first == why; });
        if (same != made.ignored.end())
            same->second += count.read();
        else
            made.ignored.emplace_back(why, count.read());
    };
    counts_->for_each(take);
    if (auto const* const moved = by_.counted())
        moved->for_each(take);
    return made;
}

} // namespace socketiota::cluster
