// SPDX-License-Identifier: MIT
#include <algorithm>
#include <exception>
#include <utility>

#include <base/random.hpp>
#include <hub/client.hpp>
#include <hub/logged_sessions.hpp>
#include <hub/nsp_part.hpp>
#include <hub/session_receiver.hpp>
#include <hub/socket_core.hpp>
#include <hub/surroundings.hpp>

namespace socketiota::hub {

namespace {

using std::chrono::milliseconds;
using keeping = adapter::cluster_log::keeping;
using not_kept = adapter::cluster_log::not_kept;

constexpr std::size_t secret_characters = 20; // 120 bits, as in Node

/// Over which changes are gathered: what is lost with a server that is killed.
constexpr milliseconds gathering{100};

/// After which what was refused is tried again: refusals may come at once, and for all sessions.
constexpr milliseconds retry{5'000};

/// After which a session is kept again that has not changed. With 10 000 idle sockets that makes 34
/// commands a second.
constexpr milliseconds renewal{300'000};

/// How late that may be, for want of Redis.
constexpr milliseconds renewal_delay{60'000};

} // namespace

logged_sessions::logged_sessions(surroundings& around, recovery_options const& options)
    : around_(around), options_(options) {}

logged_sessions::~logged_sessions() = default;

milliseconds logged_sessions::lifetime_of_absent() const noexcept {
    // Redis takes no more than 2^63 ms since 1970.
    return std::min(options_.max_disconnection_duration,
                    milliseconds(std::chrono::hours(24 * 365)));
}

milliseconds logged_sessions::lifetime_of_present() const noexcept {
    return lifetime_of_absent() + renewal + renewal_delay;
}

logged_session* logged_sessions::find(std::string_view private_id) const {
    auto const found = sessions_.find(private_id);
    return found == sessions_.end() ? nullptr : found->second.get();
}

// ---- on its way here ----

bool logged_sessions::seek(nsp_part& part, adapter::wanted_session const& wanted,
                           std::weak_ptr<adapter::session_seeker> seeker) {
    if (!wanted.offset)
        return true; // as in Node: without an event that it has received nobody knows what it
                     // missed
    part.with_log([wanted, back = part.index(),
                   seeker = std::move(seeker)](nsp_part& there, adapter::cluster_log& log) {
        log.take(wanted,
                 std::make_unique<session_receiver>(there, back, wanted.private_id, seeker));
    });
    return false;
}

void logged_sessions::expect(nsp_part& part, adapter::kept_session const& coming) {
    if (logged_session* const before = find(coming.private_id)) {
        before->is_lost = true;
        if (before->socket == nullptr)
            return; // it comes already
        before->socket->owner().give_way();
    }
    auto made = std::make_unique<logged_session>(*this, part.shared_from_this(), coming.private_id,
                                                 coming.id);
    made->taken = coming;
    made->comes = true;
    made->most_later = options_.max_packets;
    put_away(*part.away(), *made, coming.rooms);
    sessions_.insert_or_assign(coming.private_id, std::move(made));
}

void logged_sessions::complete(std::string const& private_id,
                               std::vector<packet::carried_event> missed, adapter::log_place until,
                               recovery_outcome outcome,
                               std::weak_ptr<adapter::session_seeker> const& seeker) {
    logged_session* coming = find(private_id);
    if (coming != nullptr && coming->comes && coming->socket == nullptr) {
        coming->missed = std::move(missed);
        coming->until = until;
        coming->taken.since = until;
        if (outcome != recovery_outcome::recovered)
            forget(*coming);
    }
    if (auto const waiting = seeker.lock())
        waiting->on_sought(outcome);
    coming = find(private_id);
    if (coming != nullptr && coming->comes && coming->socket == nullptr) {
        put_back(*coming); // its client has gone again
        forget(*coming);
    }
}

recovery_outcome logged_sessions::claim(socket_core& who, adapter::wanted_session const& wanted) {
    logged_session* const found = find(wanted.private_id);
    if (found == nullptr || !found->comes || found->socket != nullptr ||
        found->nsp.get() != who.nsp().get())
        return recovery_outcome::unknown_session;
    found->socket = &who;
    who.be_logged(found);
    who.resume(found->id(), found->taken.data, found->taken.rooms);
    return recovery_outcome::recovered;
}

void logged_sessions::confirm(socket_core& who) {
    logged_session* const its = who.logged();
    if (its == nullptr || its->is_whole)
        return;
    std::vector<std::string> const rooms = std::move(its->taken.rooms);
    who.note_recovery(recovery_outcome::packets_dropped);
    count_recovery(around_, recovery_outcome::packets_dropped);
    who.be_logged(nullptr);
    forget(*its);
    who.begin_anew(rooms);
}

std::string_view logged_sessions::admit(socket_core& who) {
    if (who.logged() == nullptr) {
        std::string id = base::random_text(secret_characters);
        auto made = std::make_unique<logged_session>(*this, who.nsp(), id, who.id());
        made->socket = &who;
        who.be_logged(made.get());
        sessions_.emplace(std::move(id), std::move(made));
    }
    return who.logged()->private_id;
}

void logged_sessions::send_missed(socket_core& who) {
    logged_session& its = *who.logged();
    if (!its.comes)
        return;
    around_.count(metric::session_recovered);
    auto const parser = who.owner().parser();
    auto const send = [&](packet::event_units const& units) {
        if (base::outgoing_ptr const unit = unit_for(around_, units, parser))
            static_cast<void>(who.output().send(unit));
    };
    for (packet::carried_event const& each : its.missed)
        send(each.units(around_.encoders, around_.speakers));
    for (auto const& each : its.later)
        if (!each.at || each.at > its.until)
            send(each.units);
}

void logged_sessions::settle(socket_core& who) noexcept {
    logged_session& its = *who.logged();
    if (std::exchange(its.comes, false)) {
        its.nsp->away()->remove(its);
        its.taken = {};
        its.missed = {};
        its.later = {};
    }
    note_change(its);
}

void logged_sessions::refuse(socket_core& who) noexcept {
    logged_session* const its = who.logged();
    if (its == nullptr)
        return;
    who.be_logged(nullptr);
    if (its->comes)
        put_back(*its);
    forget(*its);
}

// ---- its end ----

void logged_sessions::on_end(socket_core& who, disconnect_reason reason) noexcept {
    logged_session& its = *who.logged();
    try {
        // Also when the server ends: there are others.
        bool const may_return =
            may_come_back(reason) || reason == disconnect_reason::server_shutting_down;
        if (may_return && !its.is_lost) {
            keep(its, lifetime_of_absent());
            who.note_may_return();
        } else if (its.how != keeping::anew && !its.is_lost) {
            its.nsp->with_log([id = its.private_id, since = its.until](
                                  nsp_part&, adapter::cluster_log& log) { log.forget(id, since); });
        }
    } catch (...) {
        around_.count(metric::out_of_memory); // it expires
    }
    who.be_logged(nullptr);
    forget(its);
}

void logged_sessions::end() noexcept {
    cancel();
    boost::unordered::erase_if(sessions_, [](auto const& each) {
        if (each.second->socket != nullptr)
            return false;
        each.second->nsp->away()->remove(*each.second);
        return true;
    });
}

void logged_sessions::put_back(logged_session& which) noexcept {
    try {
        which.nsp->with_log([taken = std::move(which.taken), lifetime = lifetime_of_absent()](
                                nsp_part&, adapter::cluster_log& log) {
            log.keep(taken, keeping::anew, lifetime, {});
        });
    } catch (...) {
        around_.count(metric::out_of_memory);
    }
}

void logged_sessions::forget(logged_session& which) noexcept {
    if (which.comes)
        which.nsp->away()->remove(which);
    if (auto const found = sessions_.find(which.private_id);
        found != sessions_.end() && found->second.get() == &which)
        sessions_.erase(found);
}

// ---- while it lives ----

void logged_sessions::note_change(logged_session& which) noexcept {
    if (which.comes || which.is_lost)
        return; // it is kept when it is connected
    bool const is_first = changed_.empty();
    if (which.is_linked())
        which.unlink();
    changed_.push_back(which);
    if (is_first) {
        gathered_at_ = around_.shard().now() + gathering;
        set_next_deadline();
    }
}

void logged_sessions::note_forgotten(logged_session& which) noexcept {
    if (which.how == keeping::again)
        which.how = keeping::unless_taken;
    which.is_lost = false;
    ++which.ordered; // what is on its way says nothing of that
    note_change(which);
}

void logged_sessions::on_deadline() {
    list due;
    auto const now = around_.shard().now();
    if (gathered_at_ <= now)
        due.swap(changed_);
    if (retried_at_ <= now)
        due.splice(due.end(), unconfirmed_);
    auto const is_old = [&](logged_session const& each) { return each.kept_at + renewal <= now; };
    while (!steady_.empty() && is_old(steady_.front())) {
        logged_session& oldest = steady_.front();
        steady_.pop_front();
        due.push_back(oldest);
    }
    while (!due.empty()) {
        logged_session& each = due.front();
        due.pop_front();
        if (each.is_lost)
            continue;
        each.kept_at = now;
        steady_.push_back(each);
        auto const how = each.how;
        try {
            keep(each, lifetime_of_present());
        } catch (...) {
            around_.count(metric::out_of_memory);
            note_unconfirmed(each, how);
        }
    }
    set_next_deadline();
}

void logged_sessions::set_next_deadline() {
    auto next = base::time_point::max();
    if (!changed_.empty())
        next = gathered_at_;
    if (!unconfirmed_.empty())
        next = std::min(next, retried_at_);
    if (!steady_.empty())
        next = std::min(next, steady_.front().kept_at + renewal);
    if (next != base::time_point::max())
        around_.shard().set_deadline(*this,
                                     std::chrono::ceil<milliseconds>(next - around_.shard().now()));
}

void logged_sessions::keep(logged_session& which, milliseconds lifetime) {
    socket_core const& who = *which.socket;
    adapter::kept_session now{which.id(), which.private_id, who.rooms(), who.data_snapshot(),
                              which.until};
    auto const how = std::exchange(which.how, keeping::again);
    which.nsp->with_log([now = std::move(now), how, lifetime, order = ++which.ordered,
                         back = which.nsp->index()](nsp_part& there, adapter::cluster_log& log) {
        auto failed = [weak = there.weak_from_this(), back, how, order,
                       id = now.private_id](not_kept why) {
            if (auto const part = weak.lock(); part && !part->detached())
                part->on_shard(back, [id, order, how, why](nsp_part& here) {
                    if (auto const& all = here.around().logged)
                        all->on_not_kept(id, order, how, why);
                });
        };
        log.keep(now, how, lifetime, std::move(failed));
    });
}

void logged_sessions::on_not_kept(std::string_view private_id, std::uint64_t order, keeping how,
                                  not_kept why) noexcept {
    logged_session* const its = find(private_id);
    if (its == nullptr || its->comes)
        return;
    if (why == not_kept::unconfirmed)
        note_unconfirmed(*its, how);
    else if (its->ordered == order)
        its->is_lost = true;
}

void logged_sessions::note_unconfirmed(logged_session& which, keeping how) noexcept {
    if (how != keeping::again) {
        which.how = keeping::unless_taken;
        ++which.ordered; // what is on its way counted on this
    }
    if (unconfirmed_.empty())
        retried_at_ = around_.shard().now() + retry;
    which.unlink();
    unconfirmed_.push_back(which);
    set_next_deadline();
}

} // namespace socketiota::hub
