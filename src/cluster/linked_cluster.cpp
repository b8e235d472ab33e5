// SPDX-License-Identifier: MIT
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

} // namespace socketiota::cluster
