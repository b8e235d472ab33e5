// SPDX-License-Identifier: MIT
#include <utility>

#include <hub/inbox.hpp>

namespace socketiota::hub {

std::size_t inbox::size_of(entry const& one) noexcept {
    return sizeof(one.receiver) + one.event.size();
}

void inbox::push(std::weak_ptr<socket_core> receiver, packet::incoming_packet const& event) {
    entry const& added =
        entries_.emplace_back(entry{std::move(receiver), packet::kept_event(event)});
    size_ += size_of(added);
}

inbox::entry inbox::pop() {
    entry first = std::move(entries_.front());
    entries_.pop_front();
    size_ -= size_of(first);
    return first;
}

} // namespace socketiota::hub
