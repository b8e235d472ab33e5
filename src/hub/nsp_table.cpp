// SPDX-License-Identifier: MIT
#include <hub/nsp_core.hpp>
#include <hub/nsp_table.hpp>

namespace socketiota::hub {

nsp_table::nsp_table(surroundings& around)
    : around_(around), root_(std::make_shared<nsp_core>(around, "/")) {
    nsps_.emplace("/", root_);
}

nsp_table::~nsp_table() {
    for (auto const& [name, nsp] : nsps_)
        nsp->detach();
}

std::shared_ptr<nsp_core> const& nsp_table::of(std::string_view name) {
    std::string full(name.starts_with('/') ? "" : "/");
    full += name;
    auto found = nsps_.find(std::string_view(full));
    if (found == nsps_.end())
        found = nsps_.emplace(full, std::make_shared<nsp_core>(around_, full)).first;
    return found->second;
}

nsp_core* nsp_table::find(std::string_view name) const {
    auto const found = nsps_.find(name);
    return found == nsps_.end() ? nullptr : found->second.get();
}

std::vector<std::pair<std::string_view, std::size_t>> nsp_table::sockets_by_nsp() const {
    std::vector<std::pair<std::string_view, std::size_t>> found;
    found.reserve(nsps_.size());
    for (auto const& [name, nsp] : nsps_)
        found.emplace_back(nsp->name(), nsp->size());
    return found;
}

} // namespace socketiota::hub
