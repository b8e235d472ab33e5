// SPDX-License-Identifier: MIT
#include <socketiota/handshake.hpp>
#include <socketiota/value.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <hub/client.hpp>
#include <hub/nsp_part.hpp>
#include <hub/session_keeper.hpp>
#include <hub/socket_core.hpp>
#include <hub/surroundings.hpp>

// A socket on its way in: which session it asks for, what its client missed, and what becomes of
// both.
namespace socketiota::hub {

bool session_keeper::seek(nsp_part& part, adapter::wanted_session const& wanted,
                          std::weak_ptr<adapter::session_seeker> seeker) {
    bool const may_be_elsewhere =
        part.shards() != nullptr && find(wanted.private_id, part) == nullptr &&
        moves_.may_be_elsewhere(wanted.private_id, part.whole()->shards());
    if (may_be_elsewhere)
        moves_.seek(part, wanted, std::move(seeker));
    return !may_be_elsewhere;
}

recoverable_session* session_keeper::find_away(std::string_view private_id, nsp_part const& nsp) {
    recoverable_session* found = find(private_id, nsp);
    if (found != nullptr && found->socket != nullptr) {
        std::shared_ptr<socket_core> const before = found->socket->shared();
        before->owner().give_way();
        found = find(private_id, nsp); // what hears of that may have ended it
    }
    return found != nullptr && found->stage == session_stage::away ? found : nullptr;
}

recovery_outcome session_keeper::claim(socket_core& who, adapter::wanted_session const& wanted) {
    nsp_part& nsp = *who.nsp();
    recoverable_session* const found = find_away(wanted.private_id, nsp);
    bool const is_there = found != nullptr && !who.gone(); // nor is who hears of the end of another
    recovery_outcome const outcome =
        is_there ? resume(*found, wanted) : recovery_outcome::unknown_session;
    if (outcome != recovery_outcome::recovered) {
        if (is_there)
            give_up(*found); // its client gets another
        return outcome;
    }
    std::vector<std::string> const rooms = nsp.away()->rooms_of(*found);
    who.be_session(found);
    // Before anybody hears of the rooms that it joins, who could have it expire.
    found->unlink();
    away_count_ -= 1;
    found->expiry.cancel();
    found->stage = session_stage::claimed;
    found->socket = &who;
    who.resume(found->id(), found->data, rooms);
    return outcome;
}

bool session_keeper::may_exist(adapter::packet_offset offset) const noexcept {
    std::size_t const shard = offset.shard();
    return shard < heard_.size() && offset.number() <= std::max(heard_[shard], known_[shard]);
}

recovery_outcome session_keeper::resume(recoverable_session& which,
                                        adapter::wanted_session const& wanted) {
    if (which.parser != wanted.parser)
        return recovery_outcome::parser_changed;
    adapter::packet_offset received;
    if (wanted.offset) {
        auto const read = text_.read(*wanted.offset);
        if (!read || !may_exist(*read))
            return recovery_outcome::invalid_offset;
        received = *read;
    }
    which.known = which.resume = which.begin;
    if (!which.last_sent || received == which.last_sent) { // it was sent none, or has all
        which.known = which.left;
        which.resume = which.last_sent ? which.last + 1 : which.begin;
    } else if (auto const at = place_of(received, which)) {
        which.known = which.resume = *at + 1;
    }
    // Else it has received none of this session: the offset is of an earlier one, if any.
    if (has_lost(which))
        return recovery_outcome::packets_dropped;
    if (which.resume >= which.came)
        which.brought.clear(); // it has all of that
    which.received = received;
    return recovery_outcome::recovered;
}

void session_keeper::confirm(socket_core& who) {
    recoverable_session* const claimed = who.session();
    if (claimed == nullptr || !has_lost(*claimed))
        return;
    std::vector<std::string> const rooms = who.nsp()->away()->rooms_of(*claimed);
    who.note_recovery(recovery_outcome::packets_dropped);
    count_recovery(around_, recovery_outcome::packets_dropped);
    // Before anybody hears of it, who may end `who`.
    who.be_session(nullptr);
    claimed->socket = nullptr;
    give_up(*claimed);
    if (!who.gone())
        who.begin_anew(rooms);
}

std::string_view session_keeper::admit(socket_core& who) {
    if (who.session() != nullptr)
        return who.session()->private_id;
    std::string private_id = moves_.make_private_id();
    auto made = std::make_unique<recoverable_session>(*this, *who.nsp(), private_id, who.id());
    made->begin = made->came = log_.end();
    made->socket = &who;
    who.be_session(made.get());
    sessions_.emplace(std::move(private_id), std::move(made));
    return who.session()->private_id;
}

std::optional<adapter::packet_log::position>
session_keeper::place_of(adapter::packet_offset received,
                         recoverable_session const& which) const noexcept {
    for (std::size_t index = which.brought.size(); index != 0; --index)
        if (which.brought[index - 1].offset == received)
            return which.begin + index - 1;
    if (which.has(received)) // what comes once more says nothing
        return std::nullopt;
    return log_.find(received, *which.nsp->away(), which.came);
}

bool session_keeper::was_for(recoverable_session const& which,
                             adapter::packet_log::position at) const {
    adapter::packet_log::entry const& packet = log_[at];
    adapter::room_index const& away = *which.nsp->away();
    if (packet.among != &away || which.has(packet.offset))
        return false;
    auto const was_in = [&](std::string const& room) {
        if (!away.contains(which, room))
            return false;
        auto const since = which.joined.find(room);
        return since == which.joined.end() || since->second <= at;
    };
    auto const& to = packet.to;
    return (to.rooms.empty() || std::any_of(to.rooms.begin(), to.rooms.end(), was_in)) &&
           std::none_of(to.except.begin(), to.except.end(), was_in);
}

void session_keeper::send_missed(socket_core& who) {
    recoverable_session& its = *who.session();
    if (its.stage != session_stage::claimed)
        return;
    around_.count(metric::session_recovered);
    auto const parser = who.owner().parser();
    for_each_missed(its, [&](auto at, auto offset, packet::event_units const& units) {
        if (base::outgoing_ptr const unit = unit_for(around_, units, parser))
            who.note_sent(at, offset, who.output().send(unit));
    });
}

void session_keeper::settle(socket_core& who) noexcept {
    recoverable_session& its = *who.session();
    withdraw(its);
    its.stage = session_stage::live;
    its.data = {};
    its.place.reset(); // the socket has one
}

void session_keeper::refuse(socket_core& who) noexcept {
    recoverable_session* const its = who.session();
    if (its == nullptr)
        return;
    who.be_session(nullptr);
    its->socket = nullptr;
    if (its->stage != session_stage::claimed) {
        forget(*its);
        return;
    }
    its->stage = session_stage::away;
    away_.push_front(*its);
    away_count_ += 1;
    wait_for_client(*its);
}

} // namespace socketiota::hub
