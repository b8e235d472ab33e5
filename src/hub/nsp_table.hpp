// SPDX-License-Identifier: MIT
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <base/seeded_hash.hpp>

namespace socketiota::hub {

class nsp_core;
class nsp_part;
struct surroundings;

/// The namespaces of a hub by name. Destroying it ends them.
///
/// Not thread safe: belongs to its shard.
class nsp_table {
public:
    /// `around` must outlive it.
    explicit nsp_table(surroundings& around);
    nsp_table(nsp_table const&) = delete;
    nsp_table& operator=(nsp_table const&) = delete;
    ~nsp_table();

    /// The namespace `/`. Safe from any thread.
    [[nodiscard]] std::shared_ptr<nsp_core> const& root() const noexcept { return root_; }

    /// The namespace of that name, made if it is new. A leading `/` is added if it is missing.
    std::shared_ptr<nsp_core> const& of(std::string_view name);

    /// The namespace that a client asks for, exactly as it wrote it; null if there is none.
    [[nodiscard]] nsp_part* find(std::string_view name) const;

    /// Each with how many sockets it has. Names as long as it is there.
    [[nodiscard]] std::vector<std::pair<std::string_view, std::size_t>> sockets_by_nsp() const;

private:
    [[nodiscard]] std::shared_ptr<nsp_part> const& add(std::string name);

    surroundings& around_;
    // Seeded: the names to look up come from the network.
    boost::unordered_flat_map<std::string, std::shared_ptr<nsp_part>, base::seeded_hash,
                              base::text_equal>
        nsps_;
    std::shared_ptr<nsp_core> const root_; // other threads read it while `nsps_` grows
};

} // namespace socketiota::hub
