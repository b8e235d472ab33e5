// SPDX-License-Identifier: MIT
#include <socketiota/expired_session.hpp>

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

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

// ---- sessions ----

recoverable_session* session_keeper::find(std::string_view private_id, nsp_part const& nsp) const {
    auto const found = sessions_.find(private_id);
    return found == sessions_.end() || found->second->nsp != &nsp ? nullptr : found->second.get();
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
    put_away(*which.nsp->away(), which, rooms);
    which.nsp->note_rooms_of_away(which, true);
    which.stage = session_stage::away;
    which.place.emplace(gone.give_hold());
    gone.note_may_return();
    away_.push_back(which);
    away_count_ += 1;
    wait_for_client(which);
    return true;
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
    which.nsp->note_rooms_of_away(which, false);
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
        put_away(*nsp.away(), coming, rooms);
        nsp.note_rooms_of_away(coming, true);
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
