// SPDX-License-Identifier: MIT
#include <string_view>

#include <cluster/carried_reader.hpp>
#include <cluster/kept_values.hpp>

namespace socketiota::cluster {
namespace {

std::span<described_socket const>
those_of_one_block(std::span<described_socket const> sockets) noexcept {
    std::size_t octets = 0;
    std::size_t count = 0;
    for (; count != sockets.size(); ++count) {
        octets += sockets[count].handshake.octets.size();
        if (octets > kept_values::most_octets)
            break;
    }
    return sockets.first(count == 0 && !sockets.empty() ? 1 : count);
}

} // namespace

kept_values::kept_values(std::span<described_socket const> sockets)
    : all_(those_of_one_block(sockets).size()) {
    auto const those = sockets.first(all_.size());
    std::size_t octets = 0;
    for (described_socket const& each : those)
        octets += each.handshake.octets.size();
    octets_.reserve(octets); // so that none moves
    for (std::size_t index = 0; index != those.size(); ++index) {
        carried_value const& from = those[index].handshake;
        std::size_t const begin = octets_.size();
        octets_.append(from.octets);
        all_[index].what = {from.in, std::string_view(octets_).substr(begin)};
    }
}

void kept_values::kept_value::read(detail::callback<void(reader&)> const& by) const {
    carried_reader reading;
    if (reader* const from = reading.open(what))
        by(*from);
}

} // namespace socketiota::cluster
