// SPDX-License-Identifier: MIT
#include <utility>

#include <hub/brought_packets.hpp>

namespace socketiota::hub {

void brought_packets::list::clear() noexcept {
    if (of_ == nullptr)
        return;
    of_->packets_ -= all_.size();
    of_->octets_ -= octets_;
    of_ = nullptr;
    unlink();
    all_ = {};
}

void brought_packets::put(list& into, std::vector<missed_packet> packets,
                          base::time_point now) noexcept {
    if (packets.empty())
        return;
    into.octets_ = 0;
    for (missed_packet const& each : packets)
        into.octets_ += sizeof(each) + adapter::packet_log::octets_of(each.units);
    into.all_ = std::move(packets);
    into.at_ = now;
    into.of_ = this;
    lists_.push_back(into);
    packets_ += into.all_.size();
    octets_ += into.octets_;
    while (packets_ > most_.packets || octets_ > most_.octets)
        lists_.front().clear();
}

void brought_packets::forget_old(base::time_point now) noexcept {
    while (!lists_.empty() && lists_.front().at_ + most_.age <= now)
        lists_.front().clear();
}

std::optional<base::time_point> brought_packets::next_to_forget() const noexcept {
    if (lists_.empty())
        return std::nullopt;
    return lists_.front().at_ + most_.age;
}

} // namespace socketiota::hub
