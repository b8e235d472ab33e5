// SPDX-License-Identifier: MIT
#include <algorithm>
#include <string>
#include <utility>

#include <adapter/packet_log.hpp>
#include <packet/parser_kind.hpp>

namespace socketiota::adapter {

std::size_t packet_log::octets_of(entry const& which) noexcept {
    std::size_t octets = sizeof(entry);
    for (auto const* const rooms : {&which.to.rooms, &which.to.except})
        for (std::string const& room : *rooms)
            octets += sizeof(std::string) + room.size();
    return octets + octets_of(which.units);
}

std::size_t packet_log::octets_of(packet::event_units const& units) noexcept {
    std::size_t octets = 0;
    for (packet::parser_kind const each : packet::all_parsers)
        if (base::outgoing_ptr const& unit = units.in(each))
            octets += unit->held() + unit->size(); // and once more in base64, or compressed
    return octets;
}

packet_log::position packet_log::add(entry added) {
    added.octets = octets_of(added);
    octets_ += added.octets;
    try {
        entries_.push_back(std::move(added));
    } catch (...) {
        octets_ -= added.octets;
        throw;
    }
    position const at = end() - 1;
    while (entries_.size() > most_.packets || octets_ > most_.octets)
        forget_first();
    return at;
}

void packet_log::forget_first() noexcept {
    octets_ -= entries_.front().octets;
    entries_.pop_front();
    begin_ += 1;
}

void packet_log::forget_old(base::time_point now) noexcept {
    while (!entries_.empty() && entries_.front().at + most_.age <= now)
        forget_first();
}

std::optional<base::time_point> packet_log::next_to_forget() const noexcept {
    if (entries_.empty())
        return std::nullopt;
    return entries_.front().at + most_.age;
}

std::optional<packet_log::position> packet_log::find(packet_offset offset, room_index const& among,
                                                     position from) const noexcept {
    for (position at = end(); at > std::max(from, begin()); --at) {
        entry const& each = (*this)[at - 1];
        if (each.offset == offset && each.among == &among)
            return at - 1;
    }
    return std::nullopt;
}

} // namespace socketiota::adapter
