// SPDX-License-Identifier: MIT
#include <socketiota/value.hpp>

#include <cstdint>
#include <utility>
#include <vector>

#include <base/random.hpp>
#include <hub/nsp_core.hpp>
#include <hub/nsp_directory.hpp>
#include <hub/nsp_hold.hpp>
#include <hub/nsp_part.hpp>
#include <hub/other_shards.hpp>
#include <hub/session_keeper.hpp>
#include <hub/session_moves.hpp>
#include <hub/surroundings.hpp>
#include <packet/event_units.hpp>

namespace socketiota::hub {

namespace {

constexpr std::size_t secret_characters = 20; // 120 bits
constexpr std::size_t shard_characters = 2;

/// Where a session of that id began; none, if it is no private id.
std::optional<std::size_t> home_of(std::string_view private_id) noexcept {
    if (private_id.size() != secret_characters + shard_characters)
        return std::nullopt;
    std::size_t const high = base::digits64.find(private_id[secret_characters]);
    std::size_t const low = base::digits64.find(private_id[secret_characters + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos)
        return std::nullopt;
    return high << 6 | low;
}

session_moves& moves_of(nsp_part const& part) noexcept { return part.around().keeper->moves(); }

} // namespace

struct session_moves::request {
    adapter::wanted_session wanted;
    std::size_t back;
    std::weak_ptr<adapter::session_seeker> seeker;
};

/// Of a session, for the shard that will have it.
struct session_moves::description {
    shared_request asked;
    std::size_t from;
    std::string id;
    std::vector<std::string> rooms;
    value data;
    base::time_point left_at;
};

struct session_moves::departure {
    struct missed_packet {
        adapter::packet_offset offset;
        packet::carried_event event;
    };

    shared_request asked;
    adapter::packet_offset received; // by its client; none: nothing
    std::vector<missed_packet> missed;
    std::vector<std::uint64_t> heard; // up to which number, of each shard
    bool is_whole;                    // else more has been dropped meanwhile than may be
};

std::string session_moves::make_private_id() const {
    std::string id = base::random_text(secret_characters);
    id += base::digits64[here_ >> 6 & 63];
    id += base::digits64[here_ & 63];
    return id;
}

std::optional<std::size_t> session_moves::where(std::string_view private_id,
                                                std::size_t shards) const {
    std::optional<std::size_t> at = home_of(private_id);
    if (at == here_) {
        auto const left = elsewhere_.find(private_id);
        at = left == elsewhere_.end() ? std::nullopt : std::optional(left->second);
    }
    return at && *at < shards ? at : std::nullopt;
}

bool session_moves::may_be_elsewhere(std::string_view private_id, std::size_t shards) const {
    return where(private_id, shards).has_value();
}

void session_moves::seek(nsp_part& part, adapter::wanted_session const& wanted,
                         std::weak_ptr<adapter::session_seeker> seeker) {
    auto const asked = std::make_shared<request const>(request{wanted, here_, std::move(seeker)});
    auto const at = where(wanted.private_id, part.whole()->shards());
    bool const is_asked =
        at && !part.parted_from_others() && part.shards()->send(*at, [asked](nsp_part& there) {
            moves_of(there).give(there, asked);
        }) == loop::sending::taken;
    if (is_asked)
        return;
    if (auto const waiting = asked->seeker.lock())
        waiting->on_sought(recovery_outcome::unknown_session);
}

// ---- on the shard that has it ----

void session_moves::give(nsp_part& part, shared_request const& asked) {
    auto const& wanted = asked->wanted;
    recoverable_session* const found = keeper_.find_away(wanted.private_id, part);
    if (found == nullptr) {
        auto const at = where(wanted.private_id, part.whole()->shards());
        bool const is_home = home_of(wanted.private_id) == here_;
        if (is_home && at && *at != asked->back)
            part.shards()->send(*at,
                                [asked](nsp_part& there) { moves_of(there).give(there, asked); });
        else
            refuse(part, asked, recovery_outcome::unknown_session);
        return;
    }
    recovery_outcome const outcome = keeper_.resume(*found, wanted);
    if (outcome != recovery_outcome::recovered) {
        keeper_.give_up(*found);
        refuse(part, asked, outcome);
        return;
    }
    auto const said = std::make_shared<description const>(description{
        asked, here_, found->id(), part.away()->rooms_of(*found), found->data, found->left_at});
    keeper_.begin_move(*found);
    found->seeker = asked;
    part.shards()->send(asked->back,
                        [said](nsp_part& there) { moves_of(there).prepare(there, *said); });
}

void session_moves::refuse(nsp_part& part, shared_request const& asked,
                           recovery_outcome why) const {
    part.shards()->send(asked->back, [asked, why](nsp_part&) {
        if (auto const waiting = asked->seeker.lock())
            waiting->on_sought(why);
    });
}

void session_moves::on_passed(nsp_part& part, std::string_view private_id) {
    recoverable_session* const leaving = keeper_.find(private_id, part);
    if (leaving == nullptr || leaving->stage != session_stage::moving)
        return;
    leaving->passed += 1;
    if (leaving->passed + 1 == part.whole()->shards()) // all but this
        depart(part, *leaving);
}

void session_moves::depart(nsp_part& part, recoverable_session& leaving) {
    auto const asked = std::static_pointer_cast<request const>(leaving.seeker);
    bool const is_whole = !keeper_.has_lost(leaving);
    departure all{asked, leaving.received, {}, keeper_.heard_with(leaving), is_whole};
    std::size_t octets = 0;
    if (is_whole)
        keeper_.for_each_missed(leaving, [&](auto, auto offset, packet::event_units const& units) {
            auto const& kept = all.missed.emplace_back(
                departure::missed_packet{offset, packet::carried_event(units)});
            octets += sizeof(kept) + kept.event.size();
        });
    auto const gone = keeper_.forget(leaving); // which keeps the namespace until it is sent
    if (home_of(gone->private_id) == here_)
        note(gone->private_id, asked->back);
    part.shards()->send(
        asked->back,
        [said = std::make_shared<departure const>(std::move(all))](nsp_part& there) {
            moves_of(there).complete(there, *said);
        },
        octets);
}

// ---- on that which seeks it ----

void session_moves::prepare(nsp_part& part, description const& of) {
    auto const& wanted = of.asked->wanted;
    auto const all = part.whole()->all();
    if (!all || keeper_.find(wanted.private_id, part) != nullptr)
        return;
    nsp_hold place = std::move(all->find(part.name(), here_).place);
    if (place.part().get() != &part)
        return; // it has been removed, and may have been made anew
    recoverable_session& coming = keeper_.expect(part, wanted.private_id, of.id, of.rooms);
    coming.place.emplace(std::move(place));
    coming.data = of.data;
    coming.left_at = of.left_at;
    coming.parser = wanted.parser;
    coming.seeker = of.asked;
    for (std::size_t shard = 0; shard != part.whole()->shards(); ++shard)
        if (shard == of.from)
            pass(part, of.from, wanted.private_id);
        else if (shard != here_)
            part.shards()->send(shard, [to = of.from, id = wanted.private_id](nsp_part& there) {
                pass(there, to, id);
            });
}

void session_moves::complete(nsp_part& part, departure const& from) {
    recoverable_session* const coming = keeper_.find(from.asked->wanted.private_id, part);
    if (coming == nullptr || coming->stage != session_stage::moving)
        return;
    tell_home(*coming, &session_moves::note);
    if (!from.is_whole || keeper_.has_lost(*coming)) {
        keeper_.give_up(*coming);
        if (auto const waiting = from.asked->seeker.lock())
            waiting->on_sought(recovery_outcome::packets_dropped);
        return;
    }
    std::vector<missed_packet> all;
    for (auto const& each : from.missed)
        all.push_back(
            {each.offset, each.event.units(part.around().encoders, part.around().speakers)});
    keeper_.end_move(*coming, from.received, from.heard, std::move(all));
    if (auto const waiting = from.asked->seeker.lock())
        waiting->on_sought(recovery_outcome::recovered);
    keeper_.keep_to_limit();
}

// ---- on others ----

void session_moves::pass(nsp_part& part, std::size_t to, std::string const& private_id) {
    part.shards()->send(
        to, [private_id](nsp_part& there) { moves_of(there).on_passed(there, private_id); });
}

// ---- on its home ----

void session_moves::note(std::string const& private_id, std::size_t shard) {
    if (shard == here_)
        elsewhere_.erase(private_id);
    else
        elsewhere_[private_id] = shard;
}

void session_moves::forget(std::string const& private_id, std::size_t shard) {
    auto const found = elsewhere_.find(private_id);
    if (found != elsewhere_.end() && found->second == shard)
        elsewhere_.erase(found);
}

// From one shard after the other: who is told of the second asked for it there, and so knew of the
// first.
void session_moves::tell_home(recoverable_session const& which,
                              void (session_moves::*what)(std::string const&, std::size_t)) {
    auto const home = home_of(which.private_id);
    // One that was made on demand may have been removed by the time in which this arrives there.
    nsp_part& by = which.nsp->parent() != nullptr ? *which.nsp->parent() : *which.nsp;
    if (home == here_)
        (this->*what)(which.private_id, here_);
    else if (home && by.shards() != nullptr)
        by.shards()->send(*home, [what, id = which.private_id, at = here_](nsp_part& there) {
            (moves_of(there).*what)(id, at);
        });
}

void session_moves::on_ended(recoverable_session const& which) noexcept {
    try {
        tell_home(which, &session_moves::forget);
    } catch (...) {
        return; // it is taken for one that is here, and not found
    }
}

bool session_moves::is_for_here(std::shared_ptr<void const> const& seeker) const noexcept {
    return seeker && std::static_pointer_cast<request const>(seeker)->back == here_;
}

void session_moves::on_lost(std::shared_ptr<void const> const& seeker) const noexcept {
    if (is_for_here(seeker))
        if (auto const waiting = std::static_pointer_cast<request const>(seeker)->seeker.lock())
            waiting->on_sought(recovery_outcome::unknown_session);
}

} // namespace socketiota::hub
