// SPDX-License-Identifier: MIT
#include <utility>

#include <hub/nsp_core.hpp>
#include <hub/nsp_part.hpp>
#include <hub/nsp_table.hpp>

namespace socketiota::hub {

nsp_table::nsp_table(surroundings& around) : around_(around), root_(add("/")->whole()) {}

nsp_table::~nsp_table() {
    for (auto const& [name, nsp] : nsps_)
        nsp->detach();
}

std::shared_ptr<nsp_core> const& nsp_table::of(std::string_view name) {
    std::string full(name.starts_with('/') ? "" : "/");
    full += name;
    auto const found = nsps_.find(std::string_view(full));
    return (found != nsps_.end() ? found->second : add(std::move(full)))->whole();
}

std::shared_ptr<nsp_part> const& nsp_table::add(std::string name) {
    auto const whole = std::make_shared<nsp_core>(loop::home(around_.home), name);
    auto part = nsp_part::make(around_, whole);
    whole->begin(part);
    return nsps_.emplace(std::move(name), std::move(part)).first->second;
}

nsp_part* nsp_table::find(std::string_view name) const {
    auto const found = nsps_.find(name);
    return found == nsps_.end() ? nullptr : found->second.get();
}

std::vector<std::pair<std::string_view, std::size_t>> nsp_table::sockets_by_nsp() const {
    std::vector<std::pair<std::string_view, std::size_t>> found;
    found.reserve(nsps_.size());
    for (auto const& [name, nsp] : nsps_)
        found.emplace_back(nsp->name(), nsp->whole()->size());
    return found;
}

} // namespace socketiota::hub
