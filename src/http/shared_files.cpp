// SPDX-License-Identifier: MIT
#include <utility>

#include <http/shared_files.hpp>

namespace socketiota::http {

shared_body shared_files::read(std::filesystem::path const& file, file_state const& state) {
    auto const found = held_.find(file);
    if (found != held_.end() && found->second.etag == state.etag)
        if (auto octets = found->second.octets.lock())
            return octets;
    std::erase_if(held_, [](auto const& each) { return each.second.octets.expired(); });
    auto octets = read_file(file, state.size);
    if (octets)
        held_[file] = {state.etag, octets};
    return octets;
}

} // namespace socketiota::http
