// SPDX-License-Identifier: MIT
#include <socketiota/expired_session.hpp>
#include <socketiota/handshake.hpp>
#include <socketiota/value.hpp>

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

#include <base/random.hpp>
#include <hub/client.hpp>
#include <hub/nsp_core.hpp>
#include <hub/nsp_directory.hpp>
#include <hub/nsp_part.hpp>
#include <hub/session_keeper.hpp>
#include <hub/socket_core.hpp>
#include <hub/surroundings.hpp>

namespace socketiota::hub {

namespace {

using std::chrono::milliseconds;

/// As in Node, but for a server that ends: nobody is there to come back to.
bool may_come_back(disconnect_reason after) noexcept {
    switch (after) {
    case disconnect_reason::transport_error:
    case disconnect_reason::transport_close:
    case disconnect_reason::forced_close:
    case disconnect_reason::ping_timeout:
    case disconnect_reason::forced_server_close:
        return true;
    case disconnect_reason::parse_error:
    case disconnect_reason::server_shutting_down:
    case disconnect_reason::client_namespace_disconnect:
    case disconnect_reason::server_namespace_disconnect:
        break;
    }
    return false;
}

/// More than any session brings: what it brings has places before.
constexpr adapter::packet_log::position first_place = adapter::packet_log::position{1} << 62;

adapter::packet_log::limits limits_of(recovery_options const& options) noexcept {
    return {.packets = options.max_packets,
            .octets = options.max_bytes,
            .age = options.max_packet_age.value_or(options.max_disconnection_duration)};
}

/// Times that can be reckoned with.
recovery_options within_reach(recovery_options options) noexcept {
    auto const longest = loop::shard::longest_delay;
    options.max_disconnection_duration = std::min(options.max_disconnection_duration, longest);
    if (options.max_packet_age)
        options.max_packet_age = std::min(*options.max_packet_age, longest);
    return options;
}

} // namespace

std::optional<adapter::wanted_session> wanted_session_of(handshake const& request,
                                                         packet::parser_kind parser) {
    value const auth = request.auth();
    value const* const id = auth.find("pid");
    if (id == nullptr || !id->is_string())
        return std::nullopt;
    adapter::wanted_session wanted{id->value_or(""), std::nullopt, parser};
    if (value const* const offset = auth.find("offset"); offset != nullptr && offset->is_string())
        wanted.offset = offset->value_or("");
    // It may be as long as `auth`, and goes from shard to shard.
    if (wanted.offset && wanted.offset->size() > adapter::offset_text::longest)
        wanted.offset.emplace();
    return wanted;
}

void recoverable_session::expiry_deadline::on_deadline() { of.owner.on_expired(of); }

session_keeper::session_keeper(surroundings& around, recovery_options const& options,
                               std::string mark, std::size_t shards)
    : around_(around),
      options_(within_reach(options)),
      text_(std::move(mark)),
      log_(limits_of(options_), first_place),
      brought_(limits_of(options_)),
      heard_(shards),
      known_(shards),
      moves_(*this, around.index) {}

session_keeper::~session_keeper() = default;

// ---- packets ----

adapter::packet_offset session_keeper::next_offset() noexcept {
    return {around_.index, ++heard_[around_.index]};
}

adapter::packet_log::position session_keeper::record(nsp_part const& nsp,
                                                     adapter::packet_offset offset,
                                                     adapter::selection const& to,
                                                     packet::event_units const& units) {
    auto const at = log_.add({.offset = offset,
                              .among = nsp.away(),
                              .to = to,
                              .units = units,
                              .at = around_.shard().now()});
    if (!pending())
        watch_log();
    return at;
}

void session_keeper::watch_log() {
    auto next = log_.next_to_forget();
    if (auto const other = brought_.next_to_forget(); other && (!next || *other < *next))
        next = other;
    if (next)
        around_.shard().set_deadline(
            *this, std::chrono::ceil<milliseconds>(*next - around_.shard().now()));
}

void session_keeper::on_deadline() {
    log_.forget_old(around_.shard().now());
    brought_.forget_old(around_.shard().now());
    watch_log();
}

// ---- a socket on its way in ----

recoverable_session* session_keeper::find(std::string_view private_id, nsp_part const& nsp) const {
    auto const found = sessions_.find(private_id);
    return found == sessions_.end() || found->second->nsp != &nsp ? nullptr : found->second.get();
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
    who.resume(*found, rooms);
    return outcome;
}

void session_keeper::count(recovery_outcome outcome) const noexcept {
    switch (outcome) {
    case recovery_outcome::not_asked:
    case recovery_outcome::recovered: // counted when it is accepted
        return;
    case recovery_outcome::unknown_session:
        return around_.count(metric::recovery_of_unknown_session);
    case recovery_outcome::invalid_offset:
        return around_.count(metric::recovery_with_invalid_offset);
    case recovery_outcome::packets_dropped:
        return around_.count(metric::recovery_packets_dropped);
    case recovery_outcome::parser_changed:
        return around_.count(metric::recovery_parser_changed);
    }
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
    count(recovery_outcome::packets_dropped);
    // Before anybody hears of it, who may end `who`.
    who.be_session(nullptr);
    claimed->socket = nullptr;
    give_up(*claimed);
    if (!who.gone())
        who.begin_anew(rooms);
}

void session_keeper::admit(socket_core& who) {
    if (who.session() != nullptr)
        return;
    std::string private_id = moves_.make_private_id();
    auto made = std::make_unique<recoverable_session>(*this, *who.nsp(), private_id, who.id());
    made->begin = made->came = log_.end();
    made->socket = &who;
    who.be_session(made.get());
    sessions_.emplace(std::move(private_id), std::move(made));
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
        base::outgoing_ptr unit = units.in(parser);
        if (!unit && units.in(packet::default_parser)) // nobody spoke it when it was sent
            unit = around_.encoders.translate(*units.in(packet::default_parser), parser);
        if (unit)
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

// ---- its end ----

void session_keeper::on_end(socket_core& who, disconnect_reason reason) noexcept {
    recoverable_session& its = *who.session();
    who.be_session(nullptr);
    its.socket = nullptr;
    withdraw(its); // if it was only about to be connected
    bool is_kept = false;
    try {
        if (may_come_back(reason))
            is_kept = keep(its, who);
    } catch (...) {
        around_.count(metric::out_of_memory);
    }
    if (is_kept)
        keep_to_limit();
    else
        moves_.on_ended(*forget(its));
}

bool session_keeper::keep(recoverable_session& which, socket_core& gone) {
    std::vector<std::string> const rooms = gone.rooms();
    which.data = gone.data_snapshot();
    which.parser = gone.owner().parser();
    which.left = std::min(log_.end(), which.unsent);
    which.unsent = recoverable_session::none;
    which.left_at = around_.shard().now();
    put_away(which, rooms);
    which.stage = session_stage::away;
    which.place.emplace(gone.give_hold());
    gone.note_may_return();
    away_.push_back(which);
    away_count_ += 1;
    wait_for_client(which);
    return true;
}

void session_keeper::put_away(recoverable_session& which, std::vector<std::string> const& rooms) {
    adapter::room_index& away = *which.nsp->away();
    for (std::string const& room : rooms)
        if (room != which.id())
            away.join(which, room);
    away.add(which);
    if (std::find(rooms.begin(), rooms.end(), which.id()) == rooms.end())
        away.leave(which, which.id());
}

void session_keeper::keep_to_limit() noexcept {
    while (away_count_ > options_.max_sessions) {
        around_.count(metric::too_many_kept_sessions);
        give_up(away_.front());
    }
}

void session_keeper::wait_for_client(recoverable_session& which) {
    auto const left = which.left_at + options_.max_disconnection_duration - around_.shard().now();
    around_.shard().set_deadline(which.expiry, std::chrono::ceil<milliseconds>(left));
}

void session_keeper::on_expired(recoverable_session& which) noexcept {
    around_.count(metric::session_expired);
    auto const seeker = which.seeker; // if it moves
    if (seeker && !moves_.is_for_here(seeker))
        moves_.on_ended(*forget(which)); // the shard that it goes to tells the program
    else
        give_up(which);
    moves_.on_lost(seeker);
}

/// Takes it out of where those are whose clients are away, if it is there.
void session_keeper::withdraw(recoverable_session& which) noexcept {
    which.expiry.cancel();
    if (which.is_linked()) {
        which.unlink();
        away_count_ -= 1;
    }
    which.nsp->away()->remove(which);
}

std::unique_ptr<recoverable_session> session_keeper::forget(recoverable_session& which) noexcept {
    withdraw(which);
    auto const found = sessions_.find(which.private_id);
    auto taken = std::move(found->second);
    sessions_.erase(found);
    return taken;
}

void session_keeper::give_up(recoverable_session& which) noexcept {
    expired_session told;
    bool is_told = false;
    nsp_part& nsp = *which.nsp;
    try {
        told = {which.id(), nsp.away()->rooms_of(which), std::move(which.data)};
        is_told = !nsp.expiry_handlers.empty();
    } catch (...) {
        around_.count(metric::out_of_memory); // nobody can be told of it
    }
    auto const gone = forget(which); // which keeps the namespace until all have been told
    moves_.on_ended(*gone);
    if (is_told)
        nsp.expiry_handlers.for_each_until_cleared([&](detail::expiry_handler const& each) {
            try {
                each(told);
            } catch (...) {
                if (auto const all = nsp.whole()->all())
                    all->report(std::current_exception(),
                                "a function of on_session_expired failed: ");
            }
        });
}

void session_keeper::end() noexcept {
    cancel();
    auto const next = [this] { // also of those that move
        return std::find_if(sessions_.begin(), sessions_.end(),
                            [](auto const& each) { return each.second->socket == nullptr; });
    };
    for (auto each = next(); each != sessions_.end(); each = next())
        forget(*each->second);
}

// ---- sessions that move ----

namespace {

// How long shards may take to say that they have passed on what was sent before: a turn of each.
constexpr milliseconds longest_move{10'000};

} // namespace

std::vector<std::uint64_t> session_keeper::heard_with(recoverable_session const& which) const {
    std::vector<std::uint64_t> all = heard_;
    for (std::size_t shard = 0; shard != which.heard_before.size(); ++shard)
        all[shard] = std::max(all[shard], which.heard_before[shard]);
    return all;
}

void session_keeper::begin_move(recoverable_session& which) {
    which.unlink();
    away_count_ -= 1;
    which.stage = session_stage::moving;
    around_.shard().set_deadline(which.expiry, longest_move);
}

recoverable_session& session_keeper::expect(nsp_part& nsp, std::string const& private_id,
                                            std::string id, std::vector<std::string> const& rooms) {
    auto made = std::make_unique<recoverable_session>(*this, nsp, private_id, std::move(id));
    recoverable_session& coming = *made;
    coming.stage = session_stage::moving;
    coming.begin = coming.came = coming.known = coming.resume = log_.end();
    sessions_.emplace(private_id, std::move(made));
    try {
        put_away(coming, rooms);
    } catch (...) {
        forget(coming);
        throw;
    }
    around_.shard().set_deadline(coming.expiry, longest_move);
    return coming;
}

void session_keeper::end_move(recoverable_session& which, adapter::packet_offset received,
                              std::vector<std::uint64_t> const& heard,
                              std::vector<missed_packet> missed) {
    for (std::size_t shard = 0; shard != known_.size(); ++shard)
        known_[shard] = std::max(known_[shard], heard[shard]);
    // As if it had been here when its client received that packet, and the next were all it missed.
    which.begin = which.left = which.came - missed.size();
    brought_.put(which.brought, std::move(missed), around_.shard().now());
    if (!pending())
        watch_log();
    which.heard_before = heard;
    which.last = which.begin - 1;
    which.last_sent = received;
    which.stage = session_stage::away;
    which.seeker.reset();
    away_.push_back(which);
    away_count_ += 1;
    wait_for_client(which);
}

} // namespace socketiota::hub
