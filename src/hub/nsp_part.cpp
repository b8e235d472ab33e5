// SPDX-License-Identifier: MIT
#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <utility>

#include <adapter/broadcast_answers.hpp>
#include <adapter/gathering.hpp>
#include <event/send_flags.hpp>
#include <hub/cluster_tie.hpp>
#include <hub/connect_attempt.hpp>
#include <hub/logged_session.hpp>
#include <hub/nsp_part.hpp>
#include <hub/offset_arguments.hpp>
#include <hub/other_shards.hpp>
#include <hub/recoverable_session.hpp>
#include <hub/sent_event.hpp>
#include <hub/session_keeper.hpp>
#include <hub/socket_core.hpp>

namespace socketiota::hub {

namespace {

/// How long the shard that asks other servers may take to say who of them is silent: some turns.
constexpr std::chrono::milliseconds longest_last_word{1'000};

} // namespace

std::shared_ptr<nsp_part> nsp_part::make(surroundings& around, std::shared_ptr<nsp_core> whole,
                                         std::shared_ptr<nsp_part> parent, bool waits) {
    auto made = loop::hold_at_home(std::unique_ptr<nsp_part>(
        new nsp_part(around, std::move(whole), std::move(parent), waits)));
    if (made->whole_->in_cluster())
        made->join_cluster();
    return made;
}

void nsp_part::join_cluster() {
    // Later, in its shard's own time: the server may not run yet.
    if (cluster_)
        home_.post(weak_from_this(), [](nsp_part& self) {
            if (self.cluster_)
                static_cast<void>(self.cluster_->others());
        });
    auto const note = [this](bool is_there) {
        return detail::room_handler(
            [weak = std::weak_ptr(whole_), is_there](std::string const& room) {
                if (auto const whole = weak.lock())
                    whole->note_room(room, is_there);
            });
    };
    observed_rooms().created.push_back(note(true));
    observed_rooms().removed.push_back(note(false));
}

nsp_part::nsp_part(surroundings& around, std::shared_ptr<nsp_core> whole,
                   std::shared_ptr<nsp_part> parent, bool waits)
    : around_(&around),
      waits_(waits),
      parent_(std::move(parent)),
      home_(around.home),
      whole_(std::move(whole)),
      index_(around.index),
      rooms_(whole_->interest_of(index_)),
      away_(around.sessions() != nullptr
                ? std::make_unique<adapter::room_index>(whole_->interest_of_away(index_))
                : nullptr) {
    if (around.mailboxes != nullptr)
        others_ = std::make_unique<other_shards>(*this);
    if (around.cluster != nullptr && whole_->in_cluster())
        cluster_ = std::make_unique<cluster_tie>(*this, *around.cluster);
}

nsp_part::~nsp_part() = default;

void nsp_part::part_from_others() noexcept {
    parted_ = true;
    cluster_.reset();
    if (others_)
        others_->asked().end_all();
}

void nsp_part::detach() noexcept {
    cluster_.reset();
    others_.reset(); // tells those who wait for answers of other shards
    around_ = nullptr;
    awaiting_.clear();
    // Handlers may hold handles of this namespace or of its sockets: without this they would keep
    // each other alive.
    guards.clear();
    connection_handlers.clear();
    any_handlers.clear();
    upgrade_handlers.clear();
    disconnecting_handlers.clear();
    disconnect_handlers.clear();
    expiry_handlers.clear();
    listeners.clear();
    server_side_listeners.clear();
    news_.registered() = {};
}

void nsp_part::remove(registration const& which) {
    room_news::handlers& observers = news_.registered();
    static_cast<void>(listeners.remove(which) || server_side_listeners.remove(which) ||
                      guards.remove(which) || connection_handlers.remove(which) ||
                      any_handlers.remove(which) || upgrade_handlers.remove(which) ||
                      disconnecting_handlers.remove(which) || disconnect_handlers.remove(which) ||
                      expiry_handlers.remove(which) || observers.created.remove(which) ||
                      observers.removed.remove(which) || observers.joined.remove(which) ||
                      observers.left.remove(which));
}

void nsp_part::count(metric what) const noexcept {
    if (surroundings* const there = around_if_there())
        there->count(what);
}

void nsp_part::report(socket const& who, std::exception_ptr failure) const noexcept {
    if (surroundings* const there = around_if_there())
        there->report(who, std::move(failure));
}

void nsp_part::await_opening(std::shared_ptr<connect_attempt> attempt) {
    awaiting_.push_back(std::move(attempt));
}

void nsp_part::open() {
    waits_ = false;
    for (auto const& each : std::exchange(awaiting_, {}))
        each->start();
}

room_news::handlers& nsp_part::observed_rooms() {
    if (!std::exchange(observed_, true)) {
        rooms_.observe(news_);
        news_.note_rooms(rooms_.names());
    }
    return news_.registered();
}

void nsp_part::add(socket_core& connected) {
    whole_->count_socket(+1); // first: who hears of its room may remove it
    try {
        rooms_.add(connected);
    } catch (...) {
        whole_->count_socket(-1);
        throw;
    }
}

void nsp_part::remove(socket_core& gone) noexcept {
    rooms_.remove(gone);
    whole_->count_socket(-1);
}

// ---- what acts on everybody selected ----

result<packet::event_units> nsp_part::encode(std::optional<std::uint64_t> ack_id,
                                             detail::emit_flags const& flags, std::string_view name,
                                             detail::argument_list const& arguments) const {
    return around_->encoders.event(around_->speakers, this->name(), ack_id, name, arguments,
                                   events::send_flags_of(flags));
}

/// Handles of those selected, for whoever runs code of the program while it walks them: that may
/// join, leave and disconnect, which changes what a selection looks at.
std::vector<std::shared_ptr<socket_core>> nsp_part::keep(adapter::selection const& who) {
    auto const those = rooms_.select(who);
    std::vector<std::shared_ptr<socket_core>> kept;
    kept.reserve(those.size());
    for (adapter::member* const each : those)
        kept.push_back(static_cast<socket_core*>(each)->shared());
    return kept;
}

template <class Send>
void nsp_part::send_to_each(std::span<adapter::member* const> those, adapter::selection const& to,
                            std::string_view name, detail::argument_list const& arguments,
                            Send const& send) {
    if (!whole_->has_outgoing_listeners()) {
        for (adapter::member* const each : those)
            send(*static_cast<socket_core*>(each));
        return;
    }
    for (auto const& each : keep(to)) {
        each->registrations().tell_outgoing(name, arguments);
        send(*each);
    }
}

void nsp_part::deliver(adapter::selection const& to, packet::event_units const& units,
                       std::string_view name, detail::argument_list const& arguments) {
    send_to_each(rooms_.select(to), to, name, arguments,
                 [&](socket_core& each) { each.output().send(units); });
}

void nsp_part::record_and_deliver(adapter::packet_offset offset, adapter::selection const& to,
                                  packet::event_units const& units, std::string_view name,
                                  detail::argument_list const& arguments) {
    auto const those = rooms_.select(to);
    if (those.empty() && away_->select(to).empty())
        return;
    // First: whoever is told of it may disconnect one of them, which misses it then.
    auto const at = around_->keeper->record(*this, offset, to, units);
    send_to_each(those, to, name, arguments, [&](socket_core& each) {
        if (each.session() != nullptr && each.session()->has(offset))
            return; // it came with the session
        each.note_sent(at, offset, each.output().send(units));
    });
}

void nsp_part::deliver_logged(adapter::log_place at, adapter::selection const& to,
                              packet::event_units const& units, std::string_view name,
                              detail::argument_list const& arguments) {
    if (!units.flags().is_volatile)
        for (adapter::member* const each : away_->select(to))
            static_cast<logged_session*>(each)->add_later(at, units);
    send_to_each(rooms_.select(to), to, name, arguments, [&](socket_core& each) {
        // Else it came with the session, or was sent before that and is volatile.
        if (!at || each.logged() == nullptr || at > each.logged()->until)
            each.output().send(units);
    });
}

void nsp_part::deliver_asking(adapter::selection const& to, packet::event_units const& units,
                              std::uint64_t ack_id, std::string_view name,
                              detail::argument_list const& arguments,
                              adapter::broadcast_answers& answers) {
    for (auto const& each : keep(to)) {
        each->registrations().tell_outgoing(name, arguments);
        each->output().ask(units, ack_id, answers.expect());
    }
}

// ---- here and elsewhere ----

adapter::other_servers* nsp_part::servers(adapter::selection const& who) const {
    return cluster_ && !who.local ? &cluster_->others() : nullptr;
}

emit_result nsp_part::broadcast(adapter::selection const& to, detail::emit_flags const& flags,
                                std::string_view name, detail::argument_list const& arguments) {
    if (goes_by_log(to)) [[unlikely]]
        return log(to, flags, name, arguments);
    if (!around_->keeper || flags.is_volatile) [[likely]]
        return broadcast({}, to, flags, name, {arguments, arguments});
    auto const offset = around_->keeper->next_offset();
    offset_arguments const with(arguments, around_->keeper->text_of(offset));
    return broadcast(offset, to, flags, name, {arguments, with.list()});
}

emit_result nsp_part::broadcast(adapter::packet_offset offset, adapter::selection const& to,
                                detail::emit_flags const& flags, std::string_view name,
                                given_and_sent const& arguments) {
    // Encoded first, also when nobody is selected: whether an event can be sent does not depend on
    // who is there.
    auto const encoded = encode(std::nullopt, flags, name, arguments.sent);
    if (!encoded)
        return encoded.error();
    // Elsewhere first: whoever is told of it here may end this server.
    emit_status elsewhere = emit_status::queued;
    if (auto* const beyond = servers(to))
        elsewhere = beyond->publish(to, {name, arguments.given, flags, *encoded});
    if (others_) {
        auto const on_shards =
            others_->publish(to, {name, arguments.sent, flags, *encoded, offset});
        if (elsewhere == emit_status::queued)
            elsewhere = on_shards;
    }
    if (offset) [[unlikely]]
        record_and_deliver(offset, to, *encoded, name, arguments.sent);
    else
        deliver(to, *encoded, name, arguments.sent);
    return elsewhere;
}

void nsp_part::ask(adapter::selection const& to, detail::emit_flags const& flags,
                   std::string_view name, detail::argument_list const& arguments,
                   std::shared_ptr<detail::pending_answer> answer) {
    auto const answers = adapter::broadcast_answers::make(std::move(answer));
    if (flags.timeout) {
        around_->shard().set_deadline(*answers, *flags.timeout);
        if (others_)
            around_->shard().set_deadline(answers->last_word(), *flags.timeout + longest_last_word);
    }
    std::uint64_t const ack_id = whole_->next_ack_id();
    auto const units = encode(ack_id, flags, name, arguments);
    if (!units) {
        answers->fail(units.error());
        return;
    }
    if (auto* const beyond = servers(to))
        beyond->ask(to, {name, arguments, flags, *units}, ack_id, *answers);
    if (others_)
        others_->ask(to, {name, arguments, flags, *units}, ack_id, *answers);
    deliver_asking(to, *units, ack_id, name, arguments, *answers);
    answers->all_asked();
}

void nsp_part::fetch(adapter::selection const& who, std::shared_ptr<detail::pending_fetch> waiting,
                     wait_limit limit) {
    auto const found =
        std::make_shared<adapter::gathering<found_sockets>>(std::move(waiting), limit);
    find_here(who, found);
    if (others_)
        others_->fetch(who, found);
}

void nsp_part::count(adapter::selection const& who, std::shared_ptr<detail::pending_count> waiting,
                     wait_limit limit) {
    auto const found = std::make_shared<adapter::gathering<std::size_t>>(std::move(waiting), limit);
    find_here(who, found);
    if (others_)
        others_->count(who, found);
}

void nsp_part::find_rooms(std::shared_ptr<detail::pending_rooms> waiting) {
    auto const found = std::make_shared<adapter::gathering<room_sizes>>(std::move(waiting));
    find_here({}, found);
    if (others_)
        others_->find_rooms(found);
}

void nsp_part::join(adapter::selection const& who, std::vector<std::string> const& rooms) {
    if (others_)
        others_->join(who, rooms);
    join_here_and_beyond(who, rooms);
}

void nsp_part::leave(adapter::selection const& who, std::vector<std::string> const& rooms) {
    if (others_)
        others_->leave(who, rooms);
    leave_here_and_beyond(who, rooms);
}

void nsp_part::disconnect(adapter::selection const& who, bool close) {
    if (others_)
        others_->disconnect(who, close);
    disconnect_here_and_beyond(who, close);
}

void nsp_part::emit_to_servers(std::string_view name, detail::argument_list const& arguments,
                               std::shared_ptr<detail::pending_answer> answer) {
    if (cluster_)
        cluster_->others().emit(name, arguments, std::move(answer));
    else if (answer)
        answer->on_end({}); // nobody is there
}

void nsp_part::count_servers(std::shared_ptr<detail::pending_count> waiting) {
    if (cluster_)
        cluster_->others().count_servers(std::move(waiting));
    else
        waiting->complete(1);
}

void nsp_part::note_room(std::string_view room, bool is_there) {
    // Without recovery it is there once.
    if (cluster_ && (!around_->keeper || cluster_->is_change(room, is_there)))
        cluster_->others().note_room(room, is_there);
}

void nsp_part::note_rooms_of_away(adapter::member const& who, bool are_there) noexcept {
    if (!whole_->in_cluster() || away_->find(who.id()) != &who)
        return;
    try {
        for (std::string const& room : away_->rooms_of(who))
            news_.note_away(room, are_there);
    } catch (...) {
        count(metric::out_of_memory); // what others send to the room may be missed
    }
}

// ---- here ----

void nsp_part::broadcast_here(sent_event const& event) {
    auto const units = event.units(*around_);
    if (auto* const beyond = servers(event.to))
        beyond->publish(event.to, {event.name, event.given(), event.flags, units});
    if (around_->logged) [[unlikely]]
        return deliver_logged(event.place, event.to, units, event.name, event.list());
    if (event.offset) [[unlikely]] {
        around_->keeper->note_heard(event.offset);
        record_and_deliver(event.offset, event.to, units, event.name, event.list());
        return;
    }
    deliver(event.to, units, event.name, event.list());
}

void nsp_part::ask_here(sent_event const& event, std::uint64_t ack_id,
                        adapter::broadcast_answers& answers) {
    auto const units = event.units(*around_);
    if (auto* const beyond = servers(event.to))
        beyond->ask(event.to, {event.name, event.list(), event.flags, units}, ack_id, answers);
    deliver_asking(event.to, units, ack_id, event.name, event.list(), answers);
}

void nsp_part::find_here(adapter::selection const& who,
                         std::shared_ptr<adapter::gathering<found_sockets>> found) {
    found->add(fetch_here(who));
    if (auto* const beyond = servers(who))
        beyond->fetch(who, std::move(found));
}

void nsp_part::find_here(adapter::selection const& who,
                         std::shared_ptr<adapter::gathering<std::size_t>> found) {
    found->add(rooms_.select(who).size());
    if (auto* const beyond = servers(who))
        beyond->count(who, std::move(found));
}

void nsp_part::find_here(adapter::selection const& who,
                         std::shared_ptr<adapter::gathering<room_sizes>> found) {
    found->add(rooms_.sizes());
    if (auto* const beyond = servers(who))
        beyond->find_rooms(std::move(found));
}

bool nsp_part::may_have(std::vector<std::string> const& rooms) const {
    if (!rooms.empty())
        return std::any_of(rooms.begin(), rooms.end(),
                           [this](std::string const& room) { return may_have_room(room); });
    if (whole_->shards() == 1)
        return rooms_.has_any(rooms) || (away_ && away_->has_any(rooms));
    return is_on_any_shard([](adapter::interest const& there) { return there.any(); });
}

// Asked of what the other shards count themselves: what they tell of rooms comes by letters, and
// who has been told that it has joined counts on hearing what is sent there next.
bool nsp_part::may_have_room(std::string_view room) const {
    if (whole_->shards() == 1)
        return rooms_.exists(room) || (away_ && away_->exists(room));
    return is_on_any_shard([hash = adapter::interest::hash_of(room)](
                               adapter::interest const& there) { return there.may_have(hash); });
}

template <class IsThere>
bool nsp_part::is_on_any_shard(IsThere const& is_there) const {
    for (std::size_t shard = 0; shard != whole_->shards(); ++shard) {
        auto const* const away = whole_->interest_of_away(shard);
        if (is_there(*whole_->interest_of(shard)) || (away != nullptr && is_there(*away)))
            return true;
    }
    return false;
}

std::vector<remote_socket> nsp_part::fetch_here(adapter::selection const& who) {
    auto const those = rooms_.select(who);
    std::vector<remote_socket> all;
    all.reserve(those.size());
    for (adapter::member* const each : those) {
        auto const& core = *static_cast<socket_core*>(each);
        all.push_back(
            whole_->describe({core.id(), core.request(), core.rooms(), core.data_snapshot()}));
    }
    return all;
}

void nsp_part::join_here_and_beyond(adapter::selection const& who,
                                    std::vector<std::string> const& rooms) {
    if (auto* const beyond = servers(who))
        beyond->join(who, rooms);
    join_here(who, rooms);
}

void nsp_part::join_here(adapter::selection const& who, std::vector<std::string> const& rooms) {
    for (auto const& each : keep(who))
        each->join_here(rooms);
}

void nsp_part::leave_here_and_beyond(adapter::selection const& who,
                                     std::vector<std::string> const& rooms) {
    if (auto* const beyond = servers(who))
        beyond->leave(who, rooms);
    leave_here(who, rooms);
}

void nsp_part::leave_here(adapter::selection const& who, std::vector<std::string> const& rooms) {
    for (auto const& each : keep(who))
        each->leave_here(rooms);
}

void nsp_part::disconnect_here_and_beyond(adapter::selection const& who, bool close) {
    if (auto* const beyond = servers(who))
        beyond->disconnect(who, close);
    disconnect_here(who, close);
}

void nsp_part::disconnect_here(adapter::selection const& who, bool close) {
    for (auto const& each : keep(who))
        each->disconnect(close);
}

} // namespace socketiota::hub
