// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string_view>

#include <adapter/other_servers.hpp>
#include <adapter/residents.hpp>
#include <cluster/cluster_figures.hpp>
#include <cluster/link_counts.hpp>
#include <cluster/link_options.hpp>
#include <cluster/mover.hpp>
#include <loop/shard.hpp>

namespace socketiota::cluster {

/// The servers that a mover reaches, for each namespace by a link of its own.
///
/// Not thread safe: belongs to the shard where the cluster is; its counts may be read anywhere.
class linked_cluster final : public adapter::cluster {
public:
    /// `home` and `by` must outlive it, and it what it opens.
    linked_cluster(loop::shard& home, mover& by, link_options const& options = {});
    ~linked_cluster() override;

    [[nodiscard]] std::unique_ptr<adapter::other_servers>
    open(std::string_view nsp, class adapter::residents& residents) override;

    /// Of all namespaces together.
    [[nodiscard]] link_counts const& counts() const noexcept { return *counts_; }

    /// Of the mover too.
    [[nodiscard]] cluster_figures figures() const;

private:
    loop::shard& home_;
    mover& by_;
    link_options const options_;
    std::shared_ptr<link_counts> const counts_ = std::make_shared<link_counts>();
};

} // namespace socketiota::cluster
